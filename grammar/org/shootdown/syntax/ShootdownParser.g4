/*
 * The grammar of the Shootdown language.
 *
 * Two token types are set by org.shootdown.syntax.TokenShaper between the lexer and this grammar:
 *   END         a line break that ends a statement (as in Go: where the line could end and the next could begin one);
 *   CALL_PAREN  a parenthesis that follows a name without a space, so that `f(a)` is a call and `f (a), b` an
 *               operation whose first argument is in parentheses.
 */
parser grammar ShootdownParser;

options { tokenVocab = ShootdownLexer; }

tokens { END, CALL_PAREN }

file : separator* header? ( declaration | separator )* EOF ;

header : SHOOTDOWN NUMBER ;

separator : END | SEMICOLON ;

declaration
    : SCENARIO name LEFT_BRACE ( scenarioItem | separator )* RIGHT_BRACE                       # scenarioDeclaration
    | KERNEL name ( EXTENDS name )? citation* LEFT_BRACE ( member | separator )* RIGHT_BRACE   # kernelDeclaration
    | DRIVER name ( EXTENDS name )? citation* LEFT_BRACE ( member | separator )* RIGHT_BRACE   # driverDeclaration
    | PATCH name FOR name citation* LEFT_BRACE ( member | separator )* RIGHT_BRACE             # patchDeclaration
    | ARCH name ( EXTENDS name )? citation* LEFT_BRACE ( machineRule | separator )* RIGHT_BRACE       # archDeclaration
    | IOMMU name ( EXTENDS name )? citation* LEFT_BRACE ( machineRule | separator )* RIGHT_BRACE      # iommuDeclaration
    ;

citation : CITE STRING ;

// ---- the library: kernels, drivers, patches, architectures, IOMMUs ----------------------------------------------

machineRule : RULE axisName ASSIGN expression citation* ;

member
    : OVERRIDE? PROC name CALL_PAREN ( parameter ( COMMA parameter )* )? RIGHT_PAREN
      ( ARROW type )? citation* where? block                                                   # procMember
    | ( LOCKS | RWLOCKS ) name ( LEFT_BRACKET type RIGHT_BRACKET )?                            # lockMember
    | VAR name ( LEFT_BRACKET type RIGHT_BRACKET )? ASSIGN expression                          # varMember
    ;

parameter : name COLON type ;

type : NAME | PAGE | MM | DEVICE ;

// ---- scenarios --------------------------------------------------------------------------------------------------

scenarioItem
    : citation                                                                                 # citeItem
    | VARY axisName IN axisValue ( COMMA axisValue )* where?                                   # varyItem
    | MM name ( FORKS name )? ( LEFT_BRACE ( page | separator )* RIGHT_BRACE )?                # mmItem
    | DEVICE name attribute* ( LEFT_BRACE ( attribute | separator )* RIGHT_BRACE )?            # deviceItem
    | LOCKS name                                                                               # lockItem
    | VAR name ASSIGN expression                                                               # varItem
    | THREAD name ( ON place )? ( IN name )? block                                             # threadItem
    | CHECK name ( COMMA name )*                                                               # checkItem
    | ( ALWAYS | NEVER | EXISTS ) FINAL? name COLON condition                                  # questionItem
    | FINAL name COLON condition                                                               # finalItem
    | EXPECT name ( COMMA name )* name? where?                                                 # expectItem
    ;

axisName : NAME | ARCH | KERNEL | DRIVER | IOMMU ;

axisValue : ( NAME | NUMBER | ON | TRUE | FALSE ) ( PLUS name )* ;

page : PAGE name ( ASSIGN expression )? attribute* ;

/** Attributes are names (and values of names): which there are, and which take a value, the checker knows. */
attribute : ( NAME | ON | DRIVER | IOMMU ) ( ASSIGN expression )? | NUMBER ;

place : NAME NUMBER? ;

where : WHERE condition ;

// ---- statements -------------------------------------------------------------------------------------------------

block : LEFT_BRACE separator* ( line ( separator+ line )* separator* )? RIGHT_BRACE ;

/**
 * Statements may share a line, but an operation without arguments stands alone, and `return` is the last: else each would
 * take the next word, or it would be open whether `return f(a)` returns the call.
 */
line : statement+ returnStatement? | returnStatement | bareOperation ;

returnStatement : RETURN value? ;

bareOperation : name ;

statement
    : LET name ( LEFT_BRACKET expression RIGHT_BRACKET )? ( COLON type )? ( ASSIGN value )?    # letStatement
    | target ( ASSIGN | ADD_ASSIGN | SUB_ASSIGN ) value                                        # assignStatement
    | IF condition block elseBranch?                                                           # ifStatement
    | WHILE condition block                                                                    # whileStatement
    | FOR name IN expression block                                                             # forStatement
    | CHOOSE block ( OR block )+                                                               # chooseStatement
    | AWAIT condition                                                                          # awaitStatement
    | ATOMIC block                                                                             # atomicStatement
    | TRY block ON name block                                                                  # tryStatement
    | ( name DOT )? name CALL_PAREN arguments? RIGHT_PAREN                                     # callStatement
    | name arguments                                                                           # operationStatement
    ;

elseBranch : ELSE block | ELSE IF condition block elseBranch? ;

target : name ( LEFT_BRACKET expression RIGHT_BRACKET )? ;

/** What may be assigned: an expression, or an operation with a result (`r = load A`). */
value : expression | name arguments ;

arguments : expression ( COMMA expression )* ;

/** `=` compares nothing; it is read here to be reported as the slip that it is. */
condition : expression ( ASSIGN expression )* ;

// ---- expressions, tightest first --------------------------------------------------------------------------------

expression
    : LEFT_PAREN expression RIGHT_PAREN                                                        # parenthesised
    | expression DOT name CALL_PAREN arguments? RIGHT_PAREN                                    # methodCall
    | expression DOT name                                                                      # memberAccess
    | name CALL_PAREN arguments? RIGHT_PAREN                                                   # call
    | expression LEFT_BRACKET expression RIGHT_BRACKET                                         # indexAccess
    | expression ( STAR | PERCENT ) expression                                                 # multiplication
    | expression ( PLUS | MINUS ) expression                                                   # addition
    | expression ( EQUAL | NOT_EQUAL | LESS | LESS_EQUAL | GREATER | GREATER_EQUAL ) expression # comparison
    | expression HAS name                                                                      # hasPatch
    | NOT expression                                                                           # negation
    | expression AND expression                                                                # conjunction
    | expression OR expression                                                                 # disjunction
    | <assoc = right> expression IMPLIES expression                                            # implication
    | AFTER name                                                                               # afterThread
    | ( TRUE | FALSE )                                                                         # truth
    | NUMBER                                                                                   # number
    | ( NAME | ON | ARCH | KERNEL | DRIVER | IOMMU )                                           # reference
    ;

name : NAME ;
