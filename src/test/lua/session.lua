-- What a person does with a broken network in Neovim, written down; run by NeovimTest, which says the names in capitals.
vim.g.netgrad_command = vim.split(vim.env.NETGRAD_LSP, "\n")
dofile(vim.env.NETGRAD_LUA)

local out = assert(io.open(vim.env.NETGRAD_OUT, "w"))

local function say(what, text)
  out:write(what, ": ", (text:gsub("\n", "\\n")), "\n")
  out:flush()
end

local function wait(what, condition)
  if not vim.wait(60000, condition, 20) then
    say("gave up", what)
    vim.cmd("cquit")
  end
end

local function go(text)
  vim.cmd("normal! gg0")
  assert(vim.fn.search("\\V" .. text, "c") > 0, text)
end

vim.cmd("edit " .. vim.env.NETGRAD_FILE)
local network = vim.api.nvim_get_current_buf()

wait("the diagnostic", function() return #vim.diagnostic.get(network) > 0 end)
for _, d in ipairs(vim.diagnostic.get(network)) do
  say("diagnostic", d.lnum .. ":" .. d.col .. "-" .. d.end_col .. " " .. d.message)
end

go("rleu")
vim.ui.select = function(items, _, choose) choose(items[1], 1) end
vim.lsp.buf.code_action()
wait("the quick fix", function() return vim.fn.search("rleu", "nw") == 0 end)
wait("no diagnostic", function() return #vim.diagnostic.get(network) == 0 end)
say("mended", vim.fn.getline(3))

local function hovered()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return vim.api.nvim_win_get_buf(window)
    end
  end
end

go("f = x")
vim.lsp.buf.hover()
wait("the hover", hovered)
say("hover", table.concat(vim.api.nvim_buf_get_lines(hovered(), 0, -1, false), "\n"))
vim.cmd("normal! gg")

go("f = x")
vim.lsp.buf.rename("branch")
wait("the rename", function() return vim.fn.search("branch + x", "nw") > 0 end)
say("renamed", vim.fn.getline(3) .. "\n" .. vim.fn.getline(4))

go("batchNorm")
vim.lsp.buf.definition()
wait("the jump", function() return vim.api.nvim_get_current_buf() ~= network end)
say("jumped", vim.fn.expand("%:t") .. " " .. vim.fn.getline("."))

out:close()
vim.cmd("qall!")
