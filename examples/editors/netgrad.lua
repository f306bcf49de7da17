-- .net files in Neovim, 0.7 and later: errors, shapes, derivatives, names, by the language server.
local command = { "netgrad", "lsp" }

vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, { pattern = "*.net", command = "setfiletype netgrad" })

vim.api.nvim_create_autocmd("FileType", {
  pattern = "netgrad",
  callback = function(opened)
    vim.bo[opened.buf].commentstring = "// %s"
    -- The same folder has one server for all of its files.
    local root = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(opened.buf), ":p:h")
    vim.g.netgrad_clients = vim.g.netgrad_clients or {}
    local clients = vim.g.netgrad_clients
    if not clients[root] or not vim.lsp.get_client_by_id(clients[root]) then
      clients[root] = vim.lsp.start_client({ name = "netgrad", cmd = vim.g.netgrad_command or command, root_dir = root })
      vim.g.netgrad_clients = clients
    end
    vim.lsp.buf_attach_client(opened.buf, clients[root])

    local function map(keys, action)
      vim.keymap.set("n", keys, action, { buffer = opened.buf })
    end
    map("K", vim.lsp.buf.hover)
    map("gd", vim.lsp.buf.definition)
    map("gr", vim.lsp.buf.references)
    map("<leader>rn", vim.lsp.buf.rename)
    map("<leader>ca", vim.lsp.buf.code_action)
    vim.bo[opened.buf].omnifunc = "v:lua.vim.lsp.omnifunc"
  end,
})
