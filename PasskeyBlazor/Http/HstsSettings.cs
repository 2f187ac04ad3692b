namespace PasskeyBlazor.Http;

/// <summary>What browsers remember about https. From the configuration section <c>Hsts</c>.</summary>
public sealed class HstsSettings
{
    public const string Section = "Hsts";

    /// <summary>Whether browsers use https also for every host below the app's own, also where another server answers.</summary>
    public bool IncludeSubDomains { get; set; }
}
