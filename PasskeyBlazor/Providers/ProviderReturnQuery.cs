namespace PasskeyBlazor.Providers;

/// <summary>
/// The query of <see cref="ProviderReturn.Address"/>: the way back, and what failed. <see cref="ProviderReturn"/> writes it. All members
/// are texts, so that an address that was changed, or written by another version, is no error of the request.
/// </summary>
public sealed class ProviderReturnQuery
{
    /// <summary>Null when the provider sent the person back with an answer.</summary>
    public string? Error { get; set; }

    public string? Reference { get; set; }

    public string? ReturnUrl { get; set; }

    public string? Confirm { get; set; }

    public string? Reason { get; set; }

    public string? Link { get; set; }

    /// <summary>An unknown error is a failure.</summary>
    public ProviderError? FailedWith =>
        string.IsNullOrEmpty(Error) ? null : Enum.TryParse<ProviderError>(Error, out var known) ? known : ProviderError.Failed;

    public bool IsToConfirm => Confirm == ProviderReturn.Yes;

    public bool IsToLink => Link == ProviderReturn.Yes;
}
