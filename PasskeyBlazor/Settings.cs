using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PasskeyBlazor;

/// <summary>Connects a section of the configuration with its class.</summary>
public static class Settings
{
    /// <summary>Binds a section. A value outside its limits stops the start, and an unknown key is a warning.</summary>
    public static void AddSettings<T>(this IHostApplicationBuilder builder, string section)
        where T : class
    {
        builder.Services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        builder.AddKnownSection(section, typeof(T));
    }

    /// <summary>Names the keys of a section that is bound elsewhere.</summary>
    public static void AddKnownSection(this IHostApplicationBuilder builder, string section, Type? options)
    {
        builder.Services.AddSingleton(new KnownSection(section, options));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, UnknownKeys>());
    }
}
