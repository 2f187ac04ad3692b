namespace PasskeyBlazor.Sessions;

/// <summary>Marks an endpoint that a page asks by itself, without a person. A request to it does not extend the session.</summary>
public sealed class NoActivity;
