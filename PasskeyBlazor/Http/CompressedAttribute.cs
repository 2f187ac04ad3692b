namespace PasskeyBlazor.Http;

/// <summary>
/// Marks a page that may be compressed for visitors who are not signed in: what is secret on it is new each time that it is loaded, and
/// nothing on it is of an account.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CompressedAttribute : Attribute;
