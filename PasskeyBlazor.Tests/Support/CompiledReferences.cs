using Mono.Cecil;
using Mono.Cecil.Cil;
using PasskeyBlazor.WebAuthn;

namespace PasskeyBlazor.Tests.Support;

/// <summary>
/// Which folder of the app uses which other one, read from the compiled app: base types, members, attributes and every line of code.
/// A folder is the first part of the namespace after <c>PasskeyBlazor</c>.
/// </summary>
public static class CompiledReferences
{
    /// <summary>The name of the types that stand beside the folders, such as <see cref="Failure"/>.</summary>
    public const string Shared = "";

    private const string Root = nameof(PasskeyBlazor);

    private static readonly Lazy<IReadOnlyList<TypeDefinition>> Types =
        new(() => [.. ModuleDefinition.ReadModule(typeof(RelyingParty).Assembly.Location).GetTypes().Where(type => FolderOf(type) is not null)]);

    /// <summary>Each pair of types in different folders of which the first uses the second, once.</summary>
    public static IReadOnlySet<(string From, string FromType, string To, string ToType)> All { get; } =
        (from type in Types.Value
         let own = FolderOf(type)!
         from used in UsedBy(type).SelectMany(Parts)
         let other = FolderOf(used)
         where other is not null && other != own
         select (own, Outermost(type).FullName, other, Outermost(used).FullName)).ToHashSet();

    /// <summary>Each text in the code of a folder, constants of other folders included, with the type that holds it.</summary>
    public static IEnumerable<(string Folder, string Type, string Text)> Texts =>
        from type in Types.Value
        from code in type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions)
        where code.OpCode == OpCodes.Ldstr
        select (FolderOf(type)!, Outermost(type).FullName, (string)code.Operand);

    /// <summary>The types with a handler that decides by a fault of the database: by the type that it catches, or in its filter.</summary>
    public static IReadOnlySet<string> DatabaseHandlers { get; } =
        (from type in Types.Value
         from method in type.Methods.Where(method => method.HasBody)
         from handler in method.Body.ExceptionHandlers
         where new[] { handler.CatchType }.Concat(FilterOf(method, handler).SelectMany(UsedBy)).OfType<TypeReference>().Any(IsFaultOfDatabase)
         select Outermost(type).FullName[(Root.Length + 1)..]).ToHashSet();

    private static IEnumerable<Instruction> FilterOf(MethodDefinition method, ExceptionHandler handler) => handler.FilterStart is null
        ? []
        : method.Body.Instructions.Where(code => code.Offset >= handler.FilterStart.Offset && code.Offset < handler.HandlerStart.Offset);

    private static bool IsFaultOfDatabase(TypeReference type) => type.Name == nameof(PasskeyBlazor.Data.DatabaseFault)
        || (type.Name.EndsWith("Exception", StringComparison.Ordinal)
            && ((string[])["System.Data.", "Microsoft.Data.", "Microsoft.EntityFrameworkCore", "Npgsql"]).Any(part => type.FullName.StartsWith(part, StringComparison.Ordinal)));

    private static IEnumerable<TypeReference> UsedBy(TypeDefinition type)
    {
        IEnumerable<TypeReference?> declared =
        [
            type.BaseType,
            .. type.Interfaces.Select(i => i.InterfaceType),
            .. type.Fields.Select(field => field.FieldType),
            .. type.Properties.Select(property => property.PropertyType),
            .. type.GenericParameters.SelectMany(parameter => parameter.Constraints.Select(constraint => constraint.ConstraintType)),
            .. Attributes(type),
            .. type.Properties.SelectMany(Attributes),
            .. type.Fields.SelectMany(Attributes),
        ];

        return declared.Concat(type.Methods.SelectMany(UsedBy)).OfType<TypeReference>();
    }

    private static IEnumerable<TypeReference?> UsedBy(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. Attributes(method),
        .. method.Parameters.SelectMany(Attributes),
        .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(UsedBy) : [],
    ];

    private static IEnumerable<TypeReference?> UsedBy(Instruction code) => code.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [method.DeclaringType, method.ReturnType, .. method.GenericArguments],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)],
        _ => [],
    };

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider provider) => provider.CustomAttributes.SelectMany(attribute =>
        attribute.ConstructorArguments.Select(argument => argument.Value).OfType<TypeReference>().Prepend(attribute.AttributeType));

    /// <summary>The types that a type is made of: an array's elements, and the arguments of a generic type.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Prepend(generic.ElementType),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <summary>Null for a type that is not the app's.</summary>
    private static string? FolderOf(TypeReference type)
    {
        var name = Outermost(type).Namespace;

        return name == Root ? Shared : name.StartsWith(Root + ".", StringComparison.Ordinal) ? name.Split('.')[1] : null;
    }
}
