namespace PasskeyBlazor.Administration;

/// <summary>How many there are.</summary>
public sealed record UserFigures(int Users, int WithPasskey, int SignedIn, int Sessions, int Disabled);
