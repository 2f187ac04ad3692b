using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Providers;

/// <summary>
/// The discovery document and the keys of one provider. All requests share one fetch, and each waits for it a few seconds at most: in
/// the library's own class, one request after the other waits for a provider that hangs. A key that is not known is fetched at once,
/// so that the first sign-in after a change of keys succeeds; the library fetches it for the next one.
/// </summary>
internal sealed partial class ProviderDiscovery : BaseConfigurationManager, IConfigurationManager<OpenIdConnectConfiguration>
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(12);

    /// <summary>A token with an unknown key causes a fetch: many such tokens must not.</summary>
    private const int MaxRefreshesInAMinute = 5;

    private readonly string provider;
    private readonly OpenIdConnectOptions oidc;
    private readonly HttpDocumentRetriever documents;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private Task<OpenIdConnectConfiguration>? fetch;
    private OpenIdConnectConfiguration? known;
    private DateTimeOffset knownSince;
    private DateTimeOffset minuteSince;
    private int refreshesInMinute;
    private bool isRefreshWanted;
    private string? warned;

    public ProviderDiscovery(string provider, OpenIdConnectOptions oidc, TimeProvider clock, ILogger<ProviderDiscovery> logger)
    {
        (this.provider, this.oidc, this.clock, this.logger) = (provider, oidc, clock, logger);
        documents = new HttpDocumentRetriever(oidc.Backchannel) { RequireHttps = oidc.RequireHttpsMetadata };
        MetadataAddress = oidc.MetadataAddress;
        UseLastKnownGoodConfiguration = false; // a key that the provider no longer publishes is not accepted
    }

    /// <exception cref="InvalidOperationException">The provider gave no usable answer in time, and none is known from before.</exception>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(MaxWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        for (var tries = 1; ; tries++)
        {
            var (before, pending, isNew) = Look();
            if (pending is null)
            {
                return before!;
            }

            try
            {
                return await pending.WaitAsync(either.Token);
            }
            catch (Exception) when (pending.IsFaulted && !isNew && tries == 1)
            {
                // That fetch began before this request did. The provider may be back.
            }
            catch (Exception fault) when (!cancel.IsCancellationRequested)
            {
                return before ?? throw new InvalidOperationException($"{MetadataAddress}, or the address of the keys in it, has no usable answer within {MaxWait.TotalSeconds} seconds.", fault);
            }
        }
    }

    public override async Task<BaseConfiguration> GetBaseConfigurationAsync(CancellationToken cancel) => await GetConfigurationAsync(cancel);

    /// <summary>The library asks for this when no known key verifies a token.</summary>
    public override void RequestRefresh()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (now - minuteSince >= TimeSpan.FromMinutes(1))
            {
                (minuteSince, refreshesInMinute) = (now, 0);
            }

            isRefreshWanted |= refreshesInMinute++ < MaxRefreshesInAMinute;
        }
    }

    /// <summary>What is known, and the fetch to wait for: null where the known is good, also if it is so old that the next one is fetched.</summary>
    private (OpenIdConnectConfiguration? Known, Task<OpenIdConnectConfiguration>? Pending, bool IsNew) Look()
    {
        lock (gate)
        {
            var mustWait = known is null || isRefreshWanted;
            var isNew = (mustWait || clock.GetUtcNow() >= knownSince + MaxAge) && fetch is not { IsCompleted: false };
            if (isNew)
            {
                isRefreshWanted = false;
                fetch = Task.Run(FetchAsync);
            }

            return (known, mustWait ? fetch : null, isNew);
        }
    }

    private async Task<OpenIdConnectConfiguration> FetchAsync()
    {
        var fetched = await OpenIdConnectConfigurationRetriever.GetAsync(MetadataAddress, documents, CancellationToken.None);
        if (string.IsNullOrEmpty(fetched.AuthorizationEndpoint) || string.IsNullOrEmpty(fetched.TokenEndpoint) || fetched.JsonWebKeySet is not { Keys.Count: > 0 })
        {
            throw new InvalidOperationException($"{MetadataAddress} is no discovery document: an endpoint or the keys are missing.");
        }

        lock (gate)
        {
            (known, knownSince) = (fetched, clock.GetUtcNow());
        }

        Warn(fetched);
        return fetched;
    }

    /// <summary>Names what makes every sign-in fail; once, until the document says something else.</summary>
    private void Warn(OpenIdConnectConfiguration fetched)
    {
        var issuer = fetched.Issuer ?? "";
        var algorithms = string.Join(", ", fetched.IdTokenSigningAlgValuesSupported);
        if (warned == issuer + algorithms)
        {
            return;
        }

        warned = issuer + algorithms;
        if (!TokenIssuer.IsAccepted(oidc, issuer))
        {
            LogOtherIssuer(provider, SingleLine.Clean(issuer, 500), TokenIssuer.Key(provider));
        }

        if (algorithms.Length > 0 && !fetched.IdTokenSigningAlgValuesSupported.Any(TokenAlgorithms.IsVerifiable))
        {
            LogNotVerifiable(provider, SingleLine.Clean(algorithms, 200));
        }
    }

    [LoggerMessage(LogLevel.Warning,
        "The discovery document of {Provider} names the issuer {Issuer}, whose ID tokens are not accepted. If it is the right one, write it into {Key}.")]
    private partial void LogOtherIssuer(string provider, string? issuer, string key);

    [LoggerMessage(LogLevel.Warning, "{Provider} signs ID tokens only with {Algorithms}, which this app cannot verify. Choose RS256 or ES256 there.")]
    private partial void LogNotVerifiable(string provider, string? algorithms);
}
