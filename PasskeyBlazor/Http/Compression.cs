using System.IO.Compression;
using System.Net.Mime;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace PasskeyBlazor.Http;

/// <summary>
/// Compresses the pages that say so (<see cref="CompressedAttribute"/>), and only for visitors who are not signed in. All other pages
/// may show what belongs to one person, and an attacker controls parts of the address: the compressed length would reveal the content
/// (BREACH). The build compressed the assets.
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
        services.AddSingleton<IResponseCompressionProvider, MarkedPagesOnly>();

        return services;
    }

    private sealed class MarkedPagesOnly(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
        : ResponseCompressionProvider(services, options)
    {
        public override bool ShouldCompressResponse(HttpContext context) =>
            context.GetEndpoint()?.Metadata.GetMetadata<CompressedAttribute>() is not null
            && context.User.Identity?.IsAuthenticated != true && base.ShouldCompressResponse(context);
    }
}
