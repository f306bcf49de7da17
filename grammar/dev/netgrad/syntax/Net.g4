// The grammar of .net files, in the order of src/site/markdown/language.md.
//
// The parser never sees a line end that does not end a statement: Layout drops those, and ends the last statement
// before a } or the end of the file with a NEWLINE of its own. Every decision needs one token of lookahead, two where a
// name may turn out to be a label or an argument's name; what that leaves to check, AstBuilder checks.
grammar Net;

// prod and min are names but where a reduction stands, step and key but where a role does, derivative, metric,
// scan and example but where a line starts: PlacedWords tells.
tokens { PROD, MIN, STEP, KEY, DERIVATIVE, METRIC, EXAMPLE, SCAN }

// ---- Files ----------------------------------------------------------------------------------------------------------

file : importLine* declarationLine* EOF ;

importLine : 'import' STRING NEWLINE ;

declarationLine : (declaration | example) NEWLINE ;

// ---- Declarations ---------------------------------------------------------------------------------------------------

declaration : kind=('layer' | 'block' | 'network' | 'optimizer') NAME '(' (formal (',' formal)*)? ')' body ;

// x[H, W, C]   mask[H, W]: class[C]   label: class[10]   lr: scalar   t: step   K   stride = 1
formal : NAME (dimensions (':' 'class' '[' expression ']')?
    | ':' ('class' '[' expression ']' | 'scalar' | STEP | KEY) | '=' expression)? ;

dimensions : '[' (dimension (',' dimension)*)? ']' ;

// H   3   I...
dimension : expression '...'? ;

body : '{' line* '}' ;

// example dense([1, 2], 1) = [5] with weight = [[1], [2]]
example : EXAMPLE NAME '(' (given (',' given)*)? ')' '=' literal ('with' setting (',' setting)*)? ;

given : (NAME '=')? literal ;

setting : NAME '=' literal ;

// The numbers of a tensor, row by row, as they are written nowhere else.
literal : '[' (literal (',' literal)*)? ']' | '-'? (NUMBER | 'infinity') | 'true' | 'false' ;

line : statement NEWLINE ;

statement
  : 'parameter' NAME dimensions? '=' expression ('with' argument (',' argument)*)?  # ParameterStatement
  | 'state' NAME dimensions? '=' expression                                         # StateStatement
  | 'next' NAME outputIndices? '=' expression                                       # NextStatement
  | SCAN NAME outputIndices '=' expression                                          # ScanStatement
  | 'output' NAME (',' NAME)*                                                       # OutputStatement
  | 'require' expression                                                            # RequireStatement
  | word=(DERIVATIVE | METRIC) NAME '=' expression                                  # AsideStatement
  | 'optimizer' NAME arguments?                                                     # OptimizerStatement
  // Left of = stands a name or a name with indices, y[h < H/2, c]; it reads as an expression until the = is seen.
  | expression ('=' expression)?                                                    # DefinitionOrResult
  ;

// ---- Indices and domains --------------------------------------------------------------------------------------------

outputIndices : '[' (outputIndex (',' outputIndex)*)? ']' ;

// h   h < H/2   i...
outputIndex : NAME ('...' | '<' expression)? ;

// An index of a read: h*stride + r - pad   i...
readIndex : expression '...'? ;

// ---- Expressions, the tightest first --------------------------------------------------------------------------------

expression
  : atom                                                                            # AtomExpression
  | expression '[' (readIndex (',' readIndex)*)? ']'                                # Access
  | <assoc=right> expression '^' expression                                         # Power
  | '-' expression                                                                  # Negation
  | expression operator=('*' | '/' | '%') expression                                # Product
  // Stands here because its body is a product: sum[c] x[c]*w[c] + b adds b once.
  | reducer=('sum' | PROD | MIN | 'max' | 'argmax')
    '[' outputIndex (',' outputIndex)* ('|' expression (',' expression)*)? ']' expression  # Reduction
  | expression operator=('+' | '-') expression                                      # Sum
  | expression operator=('==' | '!=' | '<' | '<=' | '>' | '>=') expression          # Comparison
  | 'not' expression                                                                # Not
  | expression 'and' expression                                                     # And
  | expression 'or' expression                                                      # Or
  | expression '->' stage                                                           # Chain
  // The loosest, so that the else branch takes a whole chain: if s == 1 then x else x -> conv(K) -> norm.
  | 'if' expression 'then' expression 'else' expression                             # Conditional
  ;

atom
  : NUMBER                                                                          # Number
  | word=('infinity' | 'training' | 'true' | 'false')                               # Word
  | NAME arguments?                                                                 # NameOrCall
  | 'max' arguments                                                                 # MaxCall
  // (x[i - 1] else 0) reads 0 out of bounds.
  | '(' expression ('else' expression)? ')'                                         # Parentheses
  | '[' expression ']'                                                              # Bracket
  ;

arguments : '(' (argument (',' argument)*)? ')' ;

// K   stride = 2   i... (of random)
argument : (NAME '=')? readIndex ;

// What stands right of ->: stem: repeat(3) basic(16)
stage : (label=NAME ':')? ('repeat' '(' expression ')')? callee=(NAME | 'max') arguments? ;

// ---- Words and signs ------------------------------------------------------------------------------------------------

IMPORT : 'import' ;
LAYER : 'layer' ;
BLOCK : 'block' ;
NETWORK : 'network' ;
OPTIMIZER : 'optimizer' ;
PARAMETER : 'parameter' ;
STATE : 'state' ;
NEXT : 'next' ;
OUTPUT : 'output' ;
REQUIRE : 'require' ;
WITH : 'with' ;
REPEAT : 'repeat' ;
IF : 'if' ;
THEN : 'then' ;
ELSE : 'else' ;
AND : 'and' ;
OR : 'or' ;
NOT : 'not' ;
SUM : 'sum' ;
MAX : 'max' ;
ARGMAX : 'argmax' ;
SCALAR : 'scalar' ;
CLASS : 'class' ;
INFINITY : 'infinity' ;
TRAINING : 'training' ;
TRUE : 'true' ;
FALSE : 'false' ;

LEFT_PARENTHESIS : '(' ;
RIGHT_PARENTHESIS : ')' ;
LEFT_BRACKET : '[' ;
RIGHT_BRACKET : ']' ;
LEFT_BRACE : '{' ;
RIGHT_BRACE : '}' ;
COMMA : ',' ;
COLON : ':' ;
BAR : '|' ;
ELLIPSIS : '...' ;
ARROW : '->' ;
EQUALS : '=' ;
PLUS : '+' ;
MINUS : '-' ;
TIMES : '*' ;
DIVIDE : '/' ;
REMAINDER : '%' ;
POWER : '^' ;
EQUAL : '==' ;
NOT_EQUAL : '!=' ;
LESS : '<' ;
LESS_EQUAL : '<=' ;
GREATER : '>' ;
GREATER_EQUAL : '>=' ;

NUMBER : [0-9]+ ('.' [0-9]+)? ([eE] [+-]? [0-9]+)? ;
NAME : [\p{L}_] [\p{L}\p{Nd}_]* ;
STRING : '"' ~["\r\n]* '"' ;
OPEN_STRING : '"' ~["\r\n]* ;

// A fourth slash makes it an ordinary comment again: a ruled line is no documentation.
DOCUMENTATION : '///' (~[/\r\n] ~[\r\n]*)? -> channel(HIDDEN) ;
COMMENT : '//' ~[\r\n]* -> channel(HIDDEN) ;
NEWLINE : '\r'? '\n' | '\r' ;
SPACE : [ \t\f]+ -> skip ;
// Anything else, so that the lexer itself never fails.
OTHER : . ;
