namespace PasskeyBlazor.Providers;

/// <summary>The query of <see cref="ProviderReturn.Address"/>: the way back, and what failed. <see cref="ProviderReturn"/> writes it.</summary>
public sealed class ProviderReturnQuery
{
    /// <summary>Null when the provider sent the person back with an answer.</summary>
    public ProviderError? Error { get; set; }

    public string? Reference { get; set; }

    public string? ReturnUrl { get; set; }

    public bool? Confirm { get; set; }

    public string? Reason { get; set; }

    public bool? Link { get; set; }
}
