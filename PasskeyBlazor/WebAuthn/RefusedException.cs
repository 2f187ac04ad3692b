namespace PasskeyBlazor.WebAuthn;

/// <summary>Ends the reading of an answer. It never leaves <see cref="RelyingParty"/>, which returns a <see cref="Refusal"/>.</summary>
internal sealed class RefusedException(string reason, Failure failure = Failure.PasskeyRefused) : Exception(reason)
{
    public string Reason => Message;

    public Failure Failure => failure;
}
