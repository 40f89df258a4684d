package dev.porchlight.web;

import dev.porchlight.error.RequestException;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.TokenService;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** A handler that takes an {@link OwnerPrincipal} is for her whom the {@code Authorization} header proves. */
@RequiredArgsConstructor
final class OwnerPrincipalResolver implements HandlerMethodArgumentResolver {

    private static final String BEARER = "Bearer ";

    private final TokenService tokens;

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == OwnerPrincipal.class;
    }

    @Override
    public OwnerPrincipal resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw RequestException.unauthorized("Please send your token in the header Authorization: Bearer.");
        }
        if (tokens.verify(authorization.substring(BEARER.length()).strip()) instanceof OwnerPrincipal owner) {
            return owner;
        }
        throw RequestException.forbidden("Only owners may ask this.");
    }
}
