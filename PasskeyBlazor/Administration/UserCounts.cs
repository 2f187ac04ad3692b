namespace PasskeyBlazor.Administration;

/// <summary>The numbers of users and sessions.</summary>
public sealed record UserCounts(int Users, int WithPasskey, int SignedIn, int Sessions, int Disabled);
