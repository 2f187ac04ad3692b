using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace PasskeyBlazor.Providers;

/// <summary>
/// Moves the client's id and secret from the form into a header (RFC 6749 §2.3.1), for providers that accept them only there. The
/// stock handlers support only the form.
/// </summary>
internal sealed class ClientSecretHeader : DelegatingHandler
{
    private const string Id = "client_id";
    private const string Secret = "client_secret";

    public ClientSecretHeader()
        : base(new SocketsHttpHandler())
    {
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is FormUrlEncodedContent form)
        {
            var fields = QueryHelpers.ParseQuery(await form.ReadAsStringAsync(cancellationToken));
            if (fields.Remove(Secret, out var secret))
            {
                // Both are form-encoded before they are joined.
                var both = $"{Uri.EscapeDataString(fields[Id].ToString())}:{Uri.EscapeDataString(secret.ToString())}";
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(both)));
                request.Content = new FormUrlEncodedContent(fields.SelectMany(f => f.Value.Select(value => KeyValuePair.Create(f.Key, value))));
            }
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
