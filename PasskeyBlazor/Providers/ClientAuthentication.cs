namespace PasskeyBlazor.Providers;

/// <summary>How a client sends its secret to the token endpoint (RFC 6749 §2.3.1).</summary>
public enum ClientAuthentication
{
    /// <summary>In the form: <c>client_secret_post</c>, which most providers accept.</summary>
    Post,

    /// <summary>In a header: <c>client_secret_basic</c>.</summary>
    Basic,
}
