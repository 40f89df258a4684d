package dev.porchlight.web;

import java.io.File;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Lets Tomcat do without the folders it would make in /tmp for uploads, JSPs and files of a web application, of which
 * there are none here: so nothing but the data folder has to be writable.
 */
@Component
final class NoTemporaryFolders implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        File present = new File("").getAbsoluteFile();
        factory.setBaseDirectory(present);
        factory.setDocumentRoot(present);
        factory.addContextCustomizers(context -> {
            // Named only until here, to keep one from being made: no file in it may be served.
            context.setDocBase(null);
            if (context instanceof org.apache.catalina.core.StandardContext tomcat) {
                tomcat.setWorkDir(present.getPath());
            }
        });
    }
}
