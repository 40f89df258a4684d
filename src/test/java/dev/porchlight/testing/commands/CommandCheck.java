package dev.porchlight.testing.commands;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Takes one command apart and says what of it is not documented. */
final class CommandCheck {

    private static final String EVERY_COMMAND = "every-command";

    private final Documentation documentation;
    private final List<String> problems = new ArrayList<>();

    private CommandCheck(Documentation documentation) {
        this.documentation = documentation;
    }

    static List<String> problems(Documentation documentation, BsonDocument command) {
        CommandCheck check = new CommandCheck(documentation);
        String name = command.getFirstKey();
        if (documentation.has(name)) {
            check.fields(name, command, name);
        } else {
            check.problems.add("the command " + name + " is not in the list");
        }
        return check.problems;
    }

    private void fields(String section, BsonDocument document, String path) {
        document.forEach((field, value) -> {
            String rule = documentation.rule(section, field);
            if (rule == null && path.equals(document.getFirstKey())) {
                rule = documentation.rule(EVERY_COMMAND, field);
            }
            value(section, field, rule, value, path + "." + field);
        });
    }

    private void value(String section, String word, @Nullable String rule, BsonValue value, String path) {
        if (rule == null) {
            problems.add(path + ": " + word + " is not documented at " + documentation.pages(section));
            return;
        }
        switch (rule) {
            case "any" -> {}
            case "number" -> require(value.isNumber(), path, "is no number");
            case "string" -> require(value.isString(), path, "is no string");
            case "boolean" -> require(value.isBoolean(), path, "is no boolean");
            case "query", "partial" -> each(value, path, query -> query(rule, query, path));
            case "update" -> update(value, path);
            case "pipeline" -> each(value, path, stage -> stage(stage, path));
            case "expression" -> expression(value, path);
            case "projection" -> values(value, path, (field, how) -> projected(how, path + "." + field));
            case "sort", "keys" -> values(value, path, (field, direction) -> direction(direction, path + "." + field));
            default -> {
                if (documentation.has(rule)) {
                    each(value, path, element -> fields(rule, element, path));
                } else {
                    require(Arrays.asList(rule.split("\\|")).contains(plain(value)), path, "is not " + rule);
                }
            }
        }
    }

    private void query(String section, BsonDocument query, String path) {
        query.forEach((key, value) -> {
            String here = path + "." + key;
            if (key.startsWith("$")) {
                value(section, key, documentation.rule(section, key), value, here);
            } else if (hasOperators(value)) {
                query(section, value.asDocument(), here);
            }
        });
    }

    private void update(BsonValue update, String path) {
        if (!update.isDocument()) {
            problems.add(path + ": an update by a pipeline is not in the list");
        } else if (hasOperators(update)) {
            update.asDocument().forEach((operator, fields) -> {
                value("update-operators", operator, documentation.rule("update-operators", operator), fields, path);
                values(fields, path, (field, value) -> {
                    if (hasOperators(value)) {
                        value.asDocument().keySet().forEach(modifier -> {
                            String rule = documentation.rule("update-modifiers", modifier);
                            value("update-modifiers", modifier, rule, value, path + "." + operator + "." + field);
                        });
                    }
                });
            });
        }
    }

    private void stage(BsonDocument stage, String path) {
        stage.forEach((name, content) -> {
            String here = path + "." + name;
            value("stages", name, documentation.rule("stages", name), content, here);
            if (name.equals("$match")) {
                value("stages", name, "query", content, here);
            } else {
                expression(content, here);
            }
        });
    }

    private void expression(BsonValue expression, String path) {
        if (expression.isArray()) {
            expression.asArray().forEach(element -> expression(element, path));
        } else if (expression.isDocument()) {
            expression.asDocument().forEach((key, value) -> {
                String here = path + "." + key;
                if (key.startsWith("$")) {
                    value("expression", key, documentation.rule("expression", key), value, here);
                }
                expression(value, here);
            });
        }
    }

    private void projected(BsonValue how, String path) {
        if (how.isDocument()) {
            expression(how, path);
        } else {
            require(how.isBoolean() || how.isNumber(), path, "neither leaves the field out nor takes it in");
        }
    }

    private void direction(BsonValue direction, String path) {
        require(documentation.rule("keys", plain(direction)) != null, path, "is no direction");
    }

    private void each(BsonValue value, String path, java.util.function.Consumer<BsonDocument> reader) {
        for (BsonValue element : value.isArray() ? value.asArray() : new BsonArray(List.of(value))) {
            if (element.isDocument()) {
                reader.accept(element.asDocument());
            } else {
                // The operand of $not and the like may also be a plain value.
                require(path.contains("$"), path, "is no document");
            }
        }
    }

    private void values(BsonValue value, String path, java.util.function.BiConsumer<String, BsonValue> reader) {
        if (value.isDocument()) {
            for (Map.Entry<String, BsonValue> field : value.asDocument().entrySet()) {
                reader.accept(field.getKey(), field.getValue());
            }
        } else {
            problems.add(path + " is no document");
        }
    }

    private void require(boolean right, String path, String problem) {
        if (!right) {
            problems.add(path + " " + problem);
        }
    }

    private static boolean hasOperators(BsonValue value) {
        return value.isDocument()
                && !value.asDocument().isEmpty()
                && value.asDocument().getFirstKey().startsWith("$");
    }

    /** As it is written in the list. */
    static String plain(BsonValue value) {
        if (value.isNumber()) {
            double number = value.asNumber().doubleValue();
            return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
        }
        return value.isString()
                ? value.asString().getValue()
                : value.isBoolean() ? "" + value.asBoolean().getValue() : value.toString();
    }
}
