using System.IO.Compression;
using System.Net.Mime;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Edge;

/// <summary>
/// Compresses the pages of whoever is not signed in, the sign-in page above all. Somebody's own page is left as it is: beside
/// what an attacker may put into an address, its length would tell what it says (BREACH). Assets were compressed by the build.
/// </summary>
public static class Compression
{
    public static IServiceCollection AddCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = [MediaTypeNames.Text.Html];
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);
        services.AddSingleton<IResponseCompressionProvider, OfStrangers>();

        return services;
    }

    private sealed class OfStrangers(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
        : ResponseCompressionProvider(services, options)
    {
        public override bool ShouldCompressResponse(HttpContext context) =>
            context.User.Identity?.IsAuthenticated != true && base.ShouldCompressResponse(context);
    }
}
