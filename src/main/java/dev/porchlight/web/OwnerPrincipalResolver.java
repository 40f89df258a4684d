package dev.porchlight.web;

import dev.porchlight.error.RequestException;
import dev.porchlight.token.Authenticator;
import dev.porchlight.token.BearerToken;
import dev.porchlight.token.OwnerPrincipal;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Authenticates the requests of handlers with an {@link OwnerPrincipal} parameter by their bearer token. */
@RequiredArgsConstructor
final class OwnerPrincipalResolver implements HandlerMethodArgumentResolver {

    private final Authenticator authenticator;

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
        return authenticate(request.getHeader(HttpHeaders.AUTHORIZATION));
    }

    /** @throws RequestException {@code UNAUTHORIZED} without a valid token, {@code FORBIDDEN} for a guest's */
    OwnerPrincipal authenticate(@Nullable String authorization) {
        String token = BearerToken.parse(authorization)
                .orElseThrow(() ->
                        RequestException.unauthorized("Please send your token in the header Authorization: Bearer."));
        if (authenticator.authenticate(token) instanceof OwnerPrincipal owner) {
            return owner;
        }
        throw RequestException.forbidden("Only owners may ask this.");
    }
}
