package org.shootdown.syntax;

import java.util.List;
import java.util.Optional;

/**
 * What the nodes of the tree consist of, spans left out. A new kind of node has a line here; a test compares the lines
 * with the records.
 */
final class Nodes {

    private Nodes() {}

    /** The parts of a node, in the order of its declaration; absent if it is none. */
    static Optional<List<Object>> parts(Object node) {
        // More than half of what a walk meets; without this each would be compared with every kind of node.
        if (node instanceof String || node instanceof Number || node instanceof Boolean || node instanceof Enum<?>) {
            return Optional.empty();
        }
        List<Object> parts = node instanceof Expression expression
                ? ofExpression(expression)
                : node instanceof Statement statement
                        ? ofStatement(statement)
                        : node instanceof ScenarioItem item
                                ? ofItem(item)
                                : node instanceof Declaration declaration
                                        ? ofDeclaration(declaration)
                                        : node instanceof Member member ? ofMember(member) : ofPart(node);
        return Optional.ofNullable(parts);
    }

    private static List<Object> ofExpression(Expression node) {
        if (node instanceof Expression.Number n) {
            return List.of(n.value());
        }
        if (node instanceof Expression.Truth n) {
            return List.of(n.value());
        }
        if (node instanceof Expression.Reference n) {
            return List.of(n.name());
        }
        if (node instanceof Expression.Member n) {
            return List.of(n.of(), n.member());
        }
        if (node instanceof Expression.Index n) {
            return List.of(n.of(), n.index());
        }
        if (node instanceof Expression.Call n) {
            return List.of(n.receiver(), n.name(), n.arguments(), n.command());
        }
        if (node instanceof Expression.Binary n) {
            return List.of(n.operator(), n.left(), n.right());
        }
        if (node instanceof Expression.Not n) {
            return List.of(n.operand());
        }
        if (node instanceof Expression.Has n) {
            return List.of(n.of(), n.patch());
        }
        if (node instanceof Expression.After n) {
            return List.of(n.thread(), n.index());
        }
        if (node instanceof Expression.Quantified n) {
            return List.of(n.forAll(), n.variable(), n.set(), n.condition());
        }
        if (node instanceof Expression.Range n) {
            return List.of(n.from(), n.to());
        }
        if (node instanceof Expression.Of n) {
            return List.of(n.things(), n.owner());
        }
        if (node instanceof Expression.Unreadable n) {
            return List.of();
        }
        throw new IllegalArgumentException("the parts of this node are not listed: " + node.getClass());
    }

    private static List<Object> ofStatement(Statement node) {
        if (node instanceof Statement.Let n) {
            return List.of(n.name(), n.index(), n.type(), n.value());
        }
        if (node instanceof Statement.Assign n) {
            return List.of(n.target(), n.kind(), n.value());
        }
        if (node instanceof Statement.If n) {
            return List.of(n.condition(), n.then(), n.otherwise());
        }
        if (node instanceof Statement.While n) {
            return List.of(n.condition(), n.body());
        }
        if (node instanceof Statement.For n) {
            return List.of(n.variable(), n.range(), n.body());
        }
        if (node instanceof Statement.Choose n) {
            return List.of(n.branches());
        }
        if (node instanceof Statement.Await n) {
            return List.of(n.condition());
        }
        if (node instanceof Statement.Atomic n) {
            return List.of(n.body());
        }
        if (node instanceof Statement.Try n) {
            return List.of(n.body(), n.handler());
        }
        if (node instanceof Statement.Return n) {
            return List.of(n.value());
        }
        if (node instanceof Statement.Perform n) {
            return List.of(n.call());
        }
        if (node instanceof Statement.Loop n) {
            return List.of(n.count(), n.body());
        }
        if (node instanceof Statement.Retry n) {
            return List.of();
        }
        if (node instanceof Statement.Fallible n) {
            return List.of(n.operation(), n.failure());
        }
        throw new IllegalArgumentException("the parts of this node are not listed: " + node.getClass());
    }

    private static List<Object> ofItem(ScenarioItem node) {
        if (node instanceof ScenarioItem.Cite n) {
            return List.of(n.citation());
        }
        if (node instanceof ScenarioItem.Vary n) {
            return List.of(n.axis(), n.values(), n.condition());
        }
        if (node instanceof ScenarioItem.Param n) {
            return List.of(n.name(), n.value());
        }
        if (node instanceof ScenarioItem.AddressSpace n) {
            return List.of(n.name(), n.parent(), n.pages());
        }
        if (node instanceof ScenarioItem.Frame n) {
            return List.of(n.name(), n.content());
        }
        if (node instanceof ScenarioItem.Domain n) {
            return List.of(n.name(), n.format(), n.pages());
        }
        if (node instanceof ScenarioItem.VirtualMachine n) {
            return List.of(n.name(), n.space(), n.attributes());
        }
        if (node instanceof ScenarioItem.Device n) {
            return List.of(n.name(), n.family(), n.attributes());
        }
        if (node instanceof ScenarioItem.Lock n) {
            return List.of(n.name(), n.family(), n.kind());
        }
        if (node instanceof ScenarioItem.Variable n) {
            return List.of(n.name(), n.family(), n.initial());
        }
        if (node instanceof ScenarioItem.Thread n) {
            return List.of(n.name(), n.family(), n.place(), n.space(), n.body(), n.documentation());
        }
        if (node instanceof ScenarioItem.Check n) {
            return List.of(n.names());
        }
        if (node instanceof ScenarioItem.Question n) {
            return List.of(n.quantifier(), n.onFinal(), n.named(), n.name(), n.condition());
        }
        if (node instanceof ScenarioItem.Timeline n) {
            return List.of(n.name(), n.named(), n.columns(), n.rows());
        }
        if (node instanceof ScenarioItem.Expect n) {
            return List.of(n.questions(), n.verdict(), n.condition());
        }
        throw new IllegalArgumentException("the parts of this node are not listed: " + node.getClass());
    }

    private static List<Object> ofDeclaration(Declaration node) {
        if (node instanceof Declaration.Scenario n) {
            return List.of(n.name(), n.items(), n.documentation());
        }
        if (node instanceof Declaration.Library n) {
            return List.of(n.kind(), n.name(), n.base(), n.citations(), n.members(), n.documentation());
        }
        if (node instanceof Declaration.Hardware n) {
            return List.of(n.kind(), n.name(), n.base(), n.citations(), n.rules(), n.documentation());
        }
        if (node instanceof Declaration.Property n) {
            return List.of(n.name(), n.quantifier(), n.onFinal(), n.condition(), n.citations(), n.documentation());
        }
        throw new IllegalArgumentException("the parts of this node are not listed: " + node.getClass());
    }

    private static List<Object> ofMember(Member node) {
        if (node instanceof Member.Procedure n) {
            return List.of(n.override(), n.name(), n.parameters(), n.result(), n.citations(), n.condition(), n.body(), n.documentation());
        }
        if (node instanceof Member.Locks n) {
            return List.of(n.shared(), n.name(), n.index(), n.kind(), n.documentation());
        }
        if (node instanceof Member.Variable n) {
            return List.of(n.name(), n.index(), n.initial(), n.documentation());
        }
        if (node instanceof Member.Setting n) {
            return List.of(n.rule());
        }
        throw new IllegalArgumentException("the parts of this node are not listed: " + node.getClass());
    }

    private static List<Object> ofPart(Object node) {
        if (node instanceof Statement.Block n) {
            return List.of(n.statements());
        }
        if (node instanceof Statement.Target n) {
            return List.of(n.name(), n.index());
        }
        if (node instanceof ScenarioItem.AxisValue n) {
            return List.of(n.base(), n.patches());
        }
        if (node instanceof ScenarioItem.Family n) {
            return List.of(n.variable(), n.from(), n.to());
        }
        if (node instanceof ScenarioItem.Page n) {
            return List.of(n.name(), n.family(), n.content(), n.attributes());
        }
        if (node instanceof ScenarioItem.Attribute n) {
            return List.of(n.word(), n.value());
        }
        if (node instanceof ScenarioItem.Place n) {
            return List.of(n.name(), n.index(), n.number(), n.owner());
        }
        if (node instanceof ScenarioItem.Column n) {
            return List.of(n.thread(), n.index());
        }
        if (node instanceof ScenarioItem.Step n) {
            return List.of(n.statement(), n.result());
        }
        if (node instanceof ScenarioItem.Row n) {
            return List.of(n.cells());
        }
        if (node instanceof Declaration.Rule n) {
            return List.of(n.name(), n.value(), n.citations(), n.documentation());
        }
        if (node instanceof Member.TypeName n) {
            return List.of(n.text());
        }
        if (node instanceof Member.Parameter n) {
            return List.of(n.name(), n.type());
        }
        if (node instanceof Name n) {
            return List.of(n.text());
        }
        if (node instanceof Citation n) {
            return List.of(n.text());
        }
        if (node instanceof Script n) {
            return List.of(n.imports(), n.declarations());
        }
        if (node instanceof Script.Import n) {
            return List.of(n.path());
        }
        return null;
    }
}
