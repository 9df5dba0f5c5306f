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

file : separator* header? ( importFile | declaration | separator )* EOF ;

header : SHOOTDOWN NUMBER ;

separator : END | SEMICOLON ;

/** Another file of the user's own, by its path from this one. */
importFile : IMPORT STRING ;

declaration
    : SCENARIO name LEFT_BRACE ( scenarioItem | separator )* RIGHT_BRACE                       # scenarioDeclaration
    | KERNEL name ( EXTENDS name )? citation* LEFT_BRACE ( member | separator )* RIGHT_BRACE   # kernelDeclaration
    | DRIVER name ( EXTENDS name )? citation* LEFT_BRACE ( member | separator )* RIGHT_BRACE   # driverDeclaration
    | PATCH name FOR name citation* LEFT_BRACE ( member | separator )* RIGHT_BRACE             # patchDeclaration
    | ARCH name ( EXTENDS name )? citation* LEFT_BRACE ( machineRule | separator )* RIGHT_BRACE       # archDeclaration
    | IOMMU name ( EXTENDS name )? citation* LEFT_BRACE ( machineRule | separator )* RIGHT_BRACE      # iommuDeclaration
    | PROPERTY name citation* ASSIGN ( ALWAYS | NEVER | EVENTUALLY )? FINAL? condition                # propertyDeclaration
    ;

citation : CITE STRING ;

// ---- the library: kernels, drivers, patches, architectures, IOMMUs ----------------------------------------------

machineRule : RULE axisName ASSIGN expression citation* ;

member
    : OVERRIDE? PROC name CALL_PAREN ( parameter ( COMMA parameter )* )? RIGHT_PAREN
      ( ARROW type )? citation* where? block                                                   # procMember
    | ( LOCKS | RWLOCKS ) name ( LEFT_BRACKET type RIGHT_BRACKET )? lockKind?                  # lockMember
    | VAR name ( LEFT_BRACKET type RIGHT_BRACKET )? ASSIGN expression                          # varMember
    | machineRule                                                                              # ruleMember
    ;

lockKind : NAME ;

parameter : name COLON type ;

type : NAME | PAGE | MM | DEVICE | DOMAIN | FRAME ;

// ---- scenarios --------------------------------------------------------------------------------------------------

scenarioItem
    : citation                                                                                 # citeItem
    | VARY axisName IN axisValue ( COMMA axisValue )* where?                                   # varyItem
    | PARAM name ASSIGN expression                                                             # paramItem
    | MM name ( FORKS name )? ( LEFT_BRACE ( page | separator )* RIGHT_BRACE )?                # mmItem
    | FRAME name ( ASSIGN expression )?                                                        # frameItem
    | DOMAIN name COLON name ( LEFT_BRACE ( page | separator )* RIGHT_BRACE )?                 # domainItem
    | VM name OF name attribute* ( LEFT_BRACE ( attribute | separator )* RIGHT_BRACE )?        # vmItem
    | DEVICE name family? attribute* ( LEFT_BRACE ( attribute | separator )* RIGHT_BRACE )?    # deviceItem
    | LOCKS name family? lockKind?                                                             # lockItem
    | VAR name family? ASSIGN expression                                                       # varItem
    | THREAD name family? ( ON place )? ( IN name )? block                                     # threadItem
    | CHECK name ( COMMA name )*                                                               # checkItem
    | ( ALWAYS | NEVER | EXISTS | EVENTUALLY ) FINAL? ( name COLON )? condition                # questionItem
    | FINAL ( name COLON )? condition                                                          # finalItem
    | TIMELINE name? LEFT_BRACE separator* timelineHeader
      ( separator+ timelineRow )* separator* RIGHT_BRACE                                       # timelineItem
    | EXPECT name ( COMMA name )* name? where?                                                 # expectItem
    ;

/** One of each number from the first to before the second: `thread T[i in 0..N]`. */
family : LEFT_BRACKET ( name IN )? range RIGHT_BRACKET ;

range : expression DOT_DOT expression ;

// A timeline: columns are threads, rows are steps in this order.

timelineHeader : timelineColumn ( BAR timelineColumn )* ;

timelineColumn : name ( LEFT_BRACKET expression RIGHT_BRACKET )? ;

timelineRow : timelineCell ( BAR timelineCell? )* | ( BAR timelineCell? )+ ;

/** A step, and what it yields: `load A -> 1`. */
timelineCell : timelineStep ( ARROW expression )? ;

timelineStep
    : target ASSIGN value                                                                      # timelineAssignment
    | ( name DOT )? name CALL_PAREN arguments? RIGHT_PAREN                                     # timelineCall
    | name arguments?                                                                          # timelineOperation
    ;

axisName : NAME | ARCH | KERNEL | DRIVER | IOMMU ;

axisValue : ( NAME | NUMBER | ON | TRUE | FALSE ) ( PLUS name )* ;

page : PAGE name family? ( ASSIGN expression )? pageAttribute* ;

/** Attributes are names (and values of names): which there are, and which take a value, the checker knows. */
attribute : ( NAME | ON | DRIVER | IOMMU | DOMAIN ) ( ASSIGN expression )? | NUMBER ;

/** `frame` describes pages only: behind a device on the same line it begins the next item. */
pageAttribute : ( NAME | ON | DRIVER | IOMMU | DOMAIN | FRAME ) ( ASSIGN expression )? | NUMBER ;

/** `cpu 0`, `gpu`, `gpu[i]`, `vcpu 0 of guest`. */
place : name ( LEFT_BRACKET expression RIGHT_BRACKET )? placeNumber? ( OF name )? ;

placeNumber : NUMBER | NAME | LEFT_PAREN expression RIGHT_PAREN ;

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
    : fallible ( FAILS block )?                                                                # fallibleStatement
    | IF condition block elseBranch?                                                           # ifStatement
    | WHILE condition block                                                                    # whileStatement
    | LOOP expression block                                                                    # loopStatement
    | FOR name IN set block                                                                    # forStatement
    | CHOOSE block ( OR block )+                                                               # chooseStatement
    | AWAIT condition                                                                          # awaitStatement
    | ATOMIC block                                                                             # atomicStatement
    | TRY block ON name block                                                                  # tryStatement
    | RETRY                                                                                    # retryStatement
    ;

/** What may fail, as allocations do: then the block behind `fails` is done instead. */
fallible
    : LET name ( LEFT_BRACKET expression RIGHT_BRACKET )? ( COLON type )? ( ASSIGN value )?    # letStatement
    | target ( ASSIGN | ADD_ASSIGN | SUB_ASSIGN ) value                                        # assignStatement
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
    | expression DOT ( name | PAGE | FRAME | MM | DEVICE )                                     # memberAccess
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
    | ( FORALL | EXISTS ) name IN set COLON expression                                         # quantified
    | AFTER name                                                                               # afterThread
    | ( TRUE | FALSE )                                                                         # truth
    | NUMBER                                                                                   # number
    | ( NAME | ON | ARCH | KERNEL | DRIVER | IOMMU )                                           # reference
    ;

/**
 * What a loop or a quantifier runs over: numbers, things that belong to another (`pages of m`, `translations of cpu 0`),
 * or things that an expression names.
 */
set : range | name OF expression placeNumber? | expression ;

name : NAME ;
