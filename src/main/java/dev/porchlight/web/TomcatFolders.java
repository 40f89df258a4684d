package dev.porchlight.web;

import java.io.File;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Keeps Tomcat from creating folders in /tmp for uploads, JSPs and static files, none of which we have, so that nothing
 * but the data folder has to be writable. The management port has a Tomcat and a context of its own, which finds this by
 * {@code META-INF/spring}.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
final class TomcatFolders implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        File workingDirectory = new File("").getAbsoluteFile();
        factory.setBaseDirectory(workingDirectory);
        factory.setDocumentRoot(workingDirectory);
        factory.addContextCustomizers(context -> {
            // Set above only to keep Tomcat from creating one: no file of it may be served.
            context.setDocBase(null);
            if (context instanceof org.apache.catalina.core.StandardContext tomcat) {
                tomcat.setWorkDir(workingDirectory.getPath());
            }
        });
    }
}
