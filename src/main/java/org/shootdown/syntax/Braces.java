package org.shootdown.syntax;

import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;

/** The braces of a file: how many are open where, and which words show that one was forgotten. */
final class Braces {

    /** Words that begin a declaration. */
    private static final Set<Integer> DECLARATIONS = Set.of(
            ShootdownLexer.SCENARIO,
            ShootdownLexer.KERNEL,
            ShootdownLexer.DRIVER,
            ShootdownLexer.PATCH,
            ShootdownLexer.ARCH,
            ShootdownLexer.IOMMU,
            ShootdownLexer.PROPERTY,
            ShootdownLexer.IMPORT);

    /** Words that begin an item of a scenario or a library, and nothing in a block. */
    private static final Set<Integer> ITEMS = Set.of(
            ShootdownLexer.PROC,
            ShootdownLexer.OVERRIDE,
            ShootdownLexer.RULE,
            ShootdownLexer.VARY,
            ShootdownLexer.PARAM,
            ShootdownLexer.MM,
            ShootdownLexer.DOMAIN,
            ShootdownLexer.VM,
            ShootdownLexer.THREAD,
            ShootdownLexer.CHECK,
            ShootdownLexer.ALWAYS,
            ShootdownLexer.NEVER,
            ShootdownLexer.EXISTS,
            ShootdownLexer.EVENTUALLY,
            ShootdownLexer.FINAL,
            ShootdownLexer.TIMELINE,
            ShootdownLexer.EXPECT);

    private static final Set<Integer> BEFORE_A_LINE = Set.of(
            ShootdownParser.END, ShootdownLexer.SEMICOLON, ShootdownLexer.LEFT_BRACE, ShootdownLexer.RIGHT_BRACE);

    private final CommonTokenStream tokens;
    /** By token: how many braces are open before it. */
    private final int[] depths;
    private int forgotten;

    Braces(CommonTokenStream tokens) {
        this.tokens = tokens;
        this.depths = new int[tokens.size()];
        int depth = 0;
        for (int i = 0; i < depths.length; i++) {
            depths[i] = depth;
            int type = tokens.get(i).getType();
            if (type == ShootdownLexer.LEFT_BRACE) {
                depth++;
            } else if (type == ShootdownLexer.RIGHT_BRACE) {
                depth = Math.max(0, depth - 1);
            }
        }
    }

    /** How many braces are open before a token, without those that are known to be forgotten. */
    int openBefore(Token token) {
        return Math.max(0, depths[token.getTokenIndex()] - forgotten);
    }

    /** Before the token, only so many braces should be open. */
    void shouldBeOpen(Token token, int depth) {
        forgotten = Math.max(forgotten, depths[token.getTokenIndex()] - depth);
    }

    /** The innermost brace that is open before a token. */
    Optional<Token> innermost(Token token) {
        int closed = 0;
        for (int i = token.getTokenIndex() - 1; i >= 0; i--) {
            Token before = tokens.get(i);
            if (before.getType() == ShootdownLexer.RIGHT_BRACE) {
                closed++;
            } else if (before.getType() == ShootdownLexer.LEFT_BRACE && closed-- == 0) {
                return Optional.of(before);
            }
        }
        return Optional.empty();
    }

    static boolean beginsDeclaration(Token token) {
        return DECLARATIONS.contains(token.getType());
    }

    /** Whether a word at the beginning of a line cannot stand in the braces of a rule, but outside of them. */
    boolean isOutside(RuleContext context, Token token) {
        boolean declaration = beginsDeclaration(token);
        if (!declaration && !ITEMS.contains(token.getType()) || !beginsLine(token)) {
            return false;
        }
        RuleContext owner = context;
        while (owner != null && !isOpen(owner)) {
            owner = owner.getParent();
        }
        return owner != null && (declaration || !(owner instanceof ShootdownParser.DeclarationContext));
    }

    private boolean beginsLine(Token token) {
        for (int i = token.getTokenIndex() - 1; i >= 0; i--) {
            Token before = tokens.get(i);
            if (before.getChannel() == Token.DEFAULT_CHANNEL) {
                return BEFORE_A_LINE.contains(before.getType());
            }
        }
        return true;
    }

    static boolean isInBlock(RuleContext context) {
        for (RuleContext rule = context; rule != null; rule = rule.getParent()) {
            if (rule instanceof ShootdownParser.BlockContext) {
                return true;
            }
        }
        return false;
    }

    /** How many braces a rule and those that it is part of have open. */
    static int depth(RuleContext context) {
        int depth = 0;
        for (RuleContext rule = context; rule != null; rule = rule.getParent()) {
            if (isOpen(rule)) {
                depth++;
            }
        }
        return depth;
    }

    static boolean mayHaveBraces(RuleContext rule) {
        return rule instanceof ShootdownParser.BlockContext
                || rule instanceof ShootdownParser.DeclarationContext
                || rule instanceof ShootdownParser.MmItemContext
                || rule instanceof ShootdownParser.DeviceItemContext;
    }

    /** Whether the parser has read the opening brace of a rule. It stands among the first few children. */
    static boolean isOpen(RuleContext rule) {
        if (!mayHaveBraces(rule)) {
            return false;
        }
        ParserRuleContext parsed = (ParserRuleContext) rule;
        for (int i = 0; i < parsed.getChildCount(); i++) {
            ParseTree child = parsed.getChild(i);
            if (child.getPayload() instanceof Token token && token.getType() == ShootdownLexer.LEFT_BRACE) {
                return true;
            }
        }
        return false;
    }
}
