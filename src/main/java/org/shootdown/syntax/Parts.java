package org.shootdown.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** What declarations, members and items have in common: names, citations, conditions, documentation. */
final class Parts {

    private final Offsets offsets;
    private final CommonTokenStream tokens;
    private final ExpressionBuilder expressions;

    Parts(Offsets offsets, CommonTokenStream tokens, ExpressionBuilder expressions) {
        this.offsets = offsets;
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** Whether the parser found it whole. */
    boolean present(ParserRuleContext context) {
        return context != null && ExpressionBuilder.complete(context);
    }

    /** The names that were found. */
    List<Name> names(List<ShootdownParser.NameContext> contexts) {
        return contexts.stream().filter(this::present).map(expressions::name).toList();
    }

    /** The second name, where there may be one. */
    Optional<Name> second(List<ShootdownParser.NameContext> names) {
        return names.size() > 1 && present(names.get(1))
                ? Optional.of(expressions.name(names.get(1)))
                : Optional.empty();
    }

    Member.TypeName type(ShootdownParser.TypeContext context) {
        return new Member.TypeName(context.getText(), offsets.span(context));
    }

    List<Citation> citations(List<ShootdownParser.CitationContext> contexts) {
        List<Citation> built = new ArrayList<>();
        for (ShootdownParser.CitationContext context : contexts) {
            if (context.STRING() != null) {
                built.add(new Citation(
                        expressions.unquote(context.STRING().getText()), offsets.span(context)));
            }
        }
        return built;
    }

    Optional<Expression> condition(ShootdownParser.WhereContext context) {
        return Optional.ofNullable(context).map(c -> expressions.condition(c.condition(), offsets.span(c)));
    }

    /** The lines of the documentation comments right before a token, without their slashes. */
    String documentation(Token first) {
        // The end of the line before stands between the comment and what it is about.
        int index = first.getTokenIndex();
        boolean behindEnd = index > 0 && tokens.get(index - 1).getType() == ShootdownParser.END;
        List<Token> hidden =
                tokens.getHiddenTokensToLeft(behindEnd ? index - 1 : index, ShootdownLexer.COMMENTS);
        if (hidden == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (Token token : hidden) {
            if (token.getType() == ShootdownLexer.DOC_COMMENT) {
                text.append(text.isEmpty() ? "" : "\n")
                        .append(token.getText().substring(3).strip());
            }
        }
        return text.toString();
    }
}
