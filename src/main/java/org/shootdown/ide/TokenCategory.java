package org.shootdown.ide;

import java.util.Locale;

/**
 * The categories that an editor tells apart, with what the two families of editors call them: a TextMate scope, and
 * one of Vim's standard highlight groups.
 */
public enum TokenCategory {
    // Words of the language.
    DECLARATION("keyword.declaration", "Structure"),
    QUESTION("keyword.other.question", "PreProc"),
    CONTROL("keyword.control", "Statement"),
    WORD_OPERATOR("keyword.operator.word", "Operator"),
    TRUTH("constant.language.boolean", "Boolean"),
    /** A word of the language where it names an axis of the matrix: {@code arch == arm64}. */
    AXIS("variable.language.axis", "Identifier"),

    // Names that are declared at their place.
    DECLARED_TYPE("entity.name.type", "Typedef"),
    DECLARED_PROCEDURE("entity.name.function", "Function"),
    DECLARED_THING("entity.name.variable", "Identifier"),
    BASE("entity.other.inherited-class", "Typedef"),

    // Names that the machine, the checker or the library knows.
    VERDICT("constant.language.verdict", "Special"),
    TYPE("support.type", "Type"),
    CHECK("support.constant.check", "Special"),
    CONSTANT("support.constant", "Constant"),
    OPERATION("support.function.operation", "Function"),
    PROCEDURE("support.function.library", "Function"),
    LIBRARY("support.class", "Type"),
    ATTRIBUTE("entity.other.attribute-name", "StorageClass"),

    // Other names.
    CALL("entity.name.function.call", "Function"),
    NAME("variable.other", ""),

    NUMBER("constant.numeric", "Number"),
    STRING("string.quoted.double", "String"),
    ESCAPE("constant.character.escape", "SpecialChar"),
    DOC_COMMENT("comment.line.documentation", "SpecialComment"),
    LINE_COMMENT("comment.line.double-slash", "Comment"),
    BLOCK_COMMENT("comment.block", "Comment"),

    OPERATOR("keyword.operator", "Operator"),
    SEPARATOR("punctuation.separator", ""),
    BRACKET("punctuation.section", ""),
    /** What the lexer knows to be wrong. */
    ILLEGAL("invalid.illegal", "Error"),
    /** White space; nothing is coloured. */
    SPACE("", "");

    private final String scope;
    private final String vimStandardGroup;

    TokenCategory(String scope, String vimStandardGroup) {
        this.scope = scope;
        this.vimStandardGroup = vimStandardGroup;
    }

    /** The TextMate scope; empty for white space, which has none. */
    public String scope() {
        return scope.isEmpty() ? "" : scope + ".shootdown";
    }

    /** Vim's group to which ours is linked; empty where Vim leaves the text as it is. */
    public String vimStandardGroup() {
        return vimStandardGroup;
    }

    /** Our own Vim group, such as {@code mmscDocComment}. */
    public String vimGroup() {
        StringBuilder group = new StringBuilder("mmsc");
        for (String part : name().split("_")) {
            group.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return group.toString();
    }
}
