using System.Text.Json.Serialization;
using PasskeyBlazor.Data;

namespace PasskeyBlazor.Passkeys;

/// <summary>An authenticator model: its name, its kind and its icons.</summary>
/// <param name="Name">The name that people know.</param>
/// <param name="Kind">The kind decides which of our own icons represents a model without one.</param>
/// <param name="IconLight">The address of its icon on a light page. In the file of an operator: a value that <see cref="AuthenticatorIcon"/> reads.</param>
/// <param name="IconDark">The same on a dark page. Null where the other one is for both.</param>
public sealed record AuthenticatorModel(
    string Name,
    AuthenticatorKind Kind,
    [property: JsonPropertyName("icon_light")] string? IconLight = null,
    [property: JsonPropertyName("icon_dark")] string? IconDark = null);
