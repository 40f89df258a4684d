package dev.porchlight.pages;

import java.io.IOException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.PathResourceResolver;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PageSettings.class)
@RequiredArgsConstructor
class PagesConfiguration implements WebMvcConfigurer {

    private final Assets assets;

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/" + assets.path() + "/lib/lit-html/**")
                .addResourceLocations(assets.litHtmlFolder())
                .setCacheControl(Assets.FOREVER);
        registry.addResourceHandler("/" + assets.path() + "/**")
                .addResourceLocations(Assets.LOCATION)
                .setCacheControl(Assets.FOREVER);
        // A page that was loaded before an upgrade still imports modules by the old version.
        registry.addResourceHandler("/assets/*/lib/lit-html/**")
                .addResourceLocations(assets.litHtmlFolder())
                .setCacheControl(CacheControl.noCache())
                .resourceChain(true)
                .addResolver(new VersionStrippingResolver("lib/lit-html/"));
        registry.addResourceHandler("/assets/*/**")
                .addResourceLocations(Assets.LOCATION)
                .setCacheControl(CacheControl.noCache())
                .resourceChain(true)
                .addResolver(new VersionStrippingResolver(""));
    }

    /** Finds a file whatever version its path begins with. */
    @RequiredArgsConstructor
    private static final class VersionStrippingResolver extends PathResourceResolver {

        private final String folder;

        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            String file = path.substring(path.indexOf('/') + 1);
            return super.getResource(file.startsWith(folder) ? file.substring(folder.length()) : file, location);
        }
    }
}
