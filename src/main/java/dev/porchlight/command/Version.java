package dev.porchlight.command;

import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "version", description = "Says which version this is.")
final class Version implements Callable<Integer>, IVersionProvider {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        spec.commandLine().getOut().println(getVersion()[0]);
        return ExitCode.OK;
    }

    @Override
    public String[] getVersion() throws IOException {
        Properties build =
                PropertiesLoaderUtils.loadProperties(new ClassPathResource("META-INF/build-info.properties"));
        return new String[] {
            "Porchlight " + build.getProperty("build.version") + ", Java " + System.getProperty("java.version")
        };
    }
}
