using System.Text.Encodings.Web;
using OpenIddict.Abstractions;

namespace PasskeyBlazor.DevelopmentIdentity;

/// <summary>The page where the person chooses an account. Its form repeats the authorization request, which contains no secret.</summary>
internal static class ChooserPage
{
    public const string Account = "account";
    public const string Cancel = "cancel";

    public static string Html(OpenIddictRequest request) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Development provider</title>
          <link rel="stylesheet" href="/dev-idp/style.css">
          <link rel="icon" href="/favicon.svg" type="image/svg+xml">
        </head>
        <body>
          <main>
            <p class="notice">
              <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M10 3 18 16.5H2ZM10 8v4M10 14.2v.1"/></svg>
              <span><strong>This page exists only in Development.</strong> The people are made up, and no password is asked.</span>
            </p>
            <h1>Development provider</h1>
            <p>Choose who signs in.</p>
            <form action="/dev-idp/authorize">
              {Lines(request.GetParameters().Where(IsOfTheApp).Select(Hidden))}
              <ul>
                {Lines(DevelopmentAccount.All.Select(Button))}
              </ul>
              <button class="plain" name="{Cancel}" value="true">Cancel</button>
            </form>
          </main>
        </body>
        </html>
        """;

    private static string Button(DevelopmentAccount account) => $"""
        <li><button name="{Account}" value="{account.Key}">
          <span class="tile" aria-hidden="true">{account.Initials}</span>
          <span><span class="name">{account.Name}</span> <span class="email">{Email(account)}</span></span>
        </button></li>
        """;

    private static string Email(DevelopmentAccount account) => account switch
    {
        { Email: null } => "No e-mail",
        { EmailVerified: true } => $"{account.Email}, verified",
        _ => $"{account.Email}, not verified",
    };

    private static string Hidden(KeyValuePair<string, OpenIddictParameter> parameter) =>
        $"""<input type="hidden" name="{Encode(parameter.Key)}" value="{Encode((string?)parameter.Value)}">""";

    private static bool IsOfTheApp(KeyValuePair<string, OpenIddictParameter> parameter) => parameter.Key is not (Account or Cancel);

    private static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
