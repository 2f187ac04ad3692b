namespace PasskeyBlazor.Http;

/// <summary>The security headers of every response: what a browser may load, run and do here.</summary>
public static class SecurityHeaders
{
    /// <summary>The policy of pages whose forms redirect to a provider: browsers apply <c>form-action</c> to redirects too.</summary>
    public const string LeavesForProviders = "LeavesForProviders";

    /// <summary>The policy of an image that an operator supplies: opened by itself it is a document, and runs, loads and sends nothing.</summary>
    public const string Image = "Image";

    public static IServiceCollection AddSecurityHeaders(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddSecurityHeaderPolicies()
            .SetDefaultPolicy(policy => AddAll(policy, formAction: "'self'"))
            .AddPolicy(LeavesForProviders, policy => AddAll(policy, formAction: environment.IsDevelopment()
                ? "'self' https: http://localhost:* http://127.0.0.1:*"
                : "'self' https:"))
            .AddPolicy(Image, policy =>
            {
                AddAll(policy, formAction: "'none'");
                policy.AddContentSecurityPolicy(csp =>
                {
                    csp.AddDefaultSrc().None();
                    csp.AddStyleSrc().UnsafeInline();
                    csp.AddFrameAncestors().None();
                    csp.AddSandbox();
                });
            });

        return services;
    }

    private static void AddAll(HeaderPolicyCollection policy, string formAction)
    {
        policy.AddContentSecurityPolicy(csp =>
        {
            csp.AddDefaultSrc().Self();
            csp.AddImgSrc().Self().From("https:"); // profile pictures, from the providers
            csp.AddObjectSrc().None();
            csp.AddBaseUri().Self();
            csp.AddFrameAncestors().None();
            csp.AddCustomDirective("form-action", formAction);
        });
        policy.AddFrameOptionsDeny();
        policy.AddContentTypeOptionsNoSniff();
        policy.AddReferrerPolicyStrictOriginWhenCrossOrigin();
        policy.AddCrossOriginOpenerPolicy(opener => opener.SameOrigin());
        policy.AddCrossOriginResourcePolicy(resource => resource.SameOrigin());
        policy.AddCustomHeader(
            "Permissions-Policy",
            "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=(), payment=(), usb=()");
        policy.RemoveServerHeader();
    }
}
