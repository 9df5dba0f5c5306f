/*
 * The words of the Shootdown language. Page operations and micro-steps are ordinary names: they are resolved
 * in the library and the machine, so that a new one touches nothing here.
 */
lexer grammar ShootdownLexer;

channels { COMMENTS }

// Declarations
SHOOTDOWN : 'shootdown';
IMPORT    : 'import';
SCENARIO  : 'scenario';
KERNEL    : 'kernel';
DRIVER    : 'driver';
ARCH      : 'arch';
IOMMU     : 'iommu';
PATCH     : 'patch';
EXTENDS   : 'extends';
OVERRIDE  : 'override';
PROC      : 'proc';
RULE      : 'rule';
VAR       : 'var';
LOCKS     : 'locks';
RWLOCKS   : 'rwlocks';
MM        : 'mm';
FORKS     : 'forks';
PAGE      : 'page';
FRAME     : 'frame';
DEVICE    : 'device';
DOMAIN    : 'domain';
VM        : 'vm';
OF        : 'of';
THREAD    : 'thread';
CITE      : 'cite';
PROPERTY  : 'property';
PARAM     : 'param';

// The matrix and the questions
VARY      : 'vary';
EXPECT    : 'expect';
WHERE     : 'where';
CHECK     : 'check';
ALWAYS    : 'always';
NEVER     : 'never';
EXISTS    : 'exists';
EVENTUALLY : 'eventually';
FORALL    : 'forall';
FINAL     : 'final';
TIMELINE  : 'timeline';

// Control
LET       : 'let';
IF        : 'if';
ELSE      : 'else';
WHILE     : 'while';
FOR       : 'for';
LOOP      : 'loop';
RETRY     : 'retry';
FAILS     : 'fails';
IN        : 'in';
CHOOSE    : 'choose';
AWAIT     : 'await';
ATOMIC    : 'atomic';
TRY       : 'try';
ON        : 'on';
RETURN    : 'return';

// Operators that are words
AND       : 'and';
OR        : 'or';
NOT       : 'not';
IMPLIES   : 'implies';
HAS       : 'has';
AFTER     : 'after';
TRUE      : 'true';
FALSE     : 'false';

EQUAL         : '==';
NOT_EQUAL     : '!=';
LESS_EQUAL    : '<=';
GREATER_EQUAL : '>=';
LESS          : '<';
GREATER       : '>';
ARROW         : '->';
ADD_ASSIGN    : '+=';
SUB_ASSIGN    : '-=';
ASSIGN        : '=';
PLUS          : '+';
MINUS         : '-';
STAR          : '*';
BAR           : '|';
PERCENT       : '%';
COMMA         : ',';
COLON         : ':';
SEMICOLON     : ';';
DOT_DOT       : '..';
DOT           : '.';
LEFT_PAREN    : '(';
RIGHT_PAREN   : ')';
LEFT_BRACKET  : '[';
RIGHT_BRACKET : ']';
LEFT_BRACE    : '{';
RIGHT_BRACE   : '}';

/** A number, with '_' between digits; hexadecimal with 0x; a size with K, M or G. */
NUMBER  : ( [0-9] [0-9_]* | '0' [xX] [0-9a-fA-F] [0-9a-fA-F_]* ) [KMG]?;
/** A digit that runs into letters: reported by the parser as a malformed number. */
BAD_NUMBER : [0-9] [0-9a-zA-Z_]+;
NAME    : [a-zA-Z_] [a-zA-Z_0-9]*;
STRING  : '"' ( ~["\\\r\n] | '\\' ["\\nt] )* '"';
UNTERMINATED_STRING : '"' ( ~["\\\r\n] | '\\' ["\\nt] )*;

DOC_COMMENT   : '///' ~[\r\n]* -> channel(COMMENTS);
LINE_COMMENT  : '//' ~[\r\n]* -> channel(COMMENTS);
BLOCK_COMMENT : '/*' .*? '*/' -> channel(COMMENTS);
UNTERMINATED_COMMENT : '/*' .*?;

LINE_BREAK : [\r\n]+ -> channel(HIDDEN);
SPACE      : [ \t\f\uFEFF]+ -> channel(HIDDEN);
UNKNOWN    : . ;
