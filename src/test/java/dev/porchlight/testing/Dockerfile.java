package dev.porchlight.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What a Dockerfile says, one stage after the other. */
public record Dockerfile(List<Stage> stages) {

    public record Instruction(String name, String arguments) {}

    /** From one FROM to the next. */
    public record Stage(List<Instruction> instructions) {

        /** The arguments of every instruction of that name. */
        public List<String> all(String name) {
            return instructions.stream()
                    .filter(instruction -> instruction.name().equals(name))
                    .map(Instruction::arguments)
                    .toList();
        }

        /** The arguments of the only instruction of that name that contains a text. */
        public String only(String name, String text) {
            List<String> found =
                    all(name).stream().filter(each -> each.contains(text)).toList();
            if (found.size() != 1) {
                throw new AssertionError("Not one " + name + " with " + text + ": " + found);
            }
            return found.get(0);
        }

        /** The command of the only instruction of that name, which must be in exec form. */
        public List<String> command(String name) {
            String arguments = only(name, "[");
            JsonNode words = Rest.parse(arguments.substring(arguments.indexOf('[')));
            return Stream.iterate(0, i -> i + 1)
                    .limit(words.size())
                    .map(i -> words.get(i).asString())
                    .toList();
        }
    }

    public static Dockerfile read(Path file) throws IOException {
        List<Stage> stages = new ArrayList<>();
        String text = Files.readString(file).replaceAll("(?m)^\\s*#.*\\R", "").replaceAll("\\\\\\R\\s*", " ");
        for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
            String[] parts = line.split(" ", 2);
            if (parts[0].equals("FROM")) {
                stages.add(new Stage(new ArrayList<>()));
            }
            // What comes before the first stage only names its base.
            if (!stages.isEmpty()) {
                stages.get(stages.size() - 1).instructions().add(new Instruction(parts[0], parts[1]));
            }
        }
        return new Dockerfile(stages);
    }
}
