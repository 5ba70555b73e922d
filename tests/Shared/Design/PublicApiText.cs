using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Holdfast.Tests.Design;

/// <summary>Writes what an assembly shows to others, sorted, so that a change of it is seen in a review.</summary>
internal static class PublicApiText
{
    private const BindingFlags Shown =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly FrozenDictionary<Type, string> Keywords = new Dictionary<Type, string>
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(double)] = "double",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong",
        [typeof(ushort)] = "ushort",
        [typeof(void)] = "void",
    }.ToFrozenDictionary();

    private static readonly string[] OfEveryRecord =
        ["Equals", "GetHashCode", "ToString", "PrintMembers", "<Clone>$", "op_Equality", "op_Inequality", "EqualityContract", "Deconstruct", "get_EqualityContract"];

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var space in assembly.GetExportedTypes().GroupBy(static type => type.Namespace ?? "").OrderBy(static space => space.Key, StringComparer.Ordinal))
        {
            text.Append("namespace ").Append(space.Key).Append('\n');
            foreach (var type in space.OrderBy(static type => type.FullName, StringComparer.Ordinal))
            {
                text.Append("  ").Append(Declaration(type)).Append('\n');
                foreach (var member in Members(type).Order(StringComparer.Ordinal))
                    text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Declaration(Type type)
    {
        var parents = new List<Type>();
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object) && !typeof(Delegate).IsAssignableFrom(type))
            parents.Add(parent);
        if (!type.IsEnum)
            parents.AddRange(type.GetInterfaces().Where(face => !IsEquatable(face)).OrderBy(static face => face.FullName, StringComparer.Ordinal));
        var list = parents.Count == 0 ? "" : $" : {string.Join(", ", parents.Select(Name))}";
        return $"{Kind(type)} {Name(type)}{list}";
    }

    private static string Kind(Type type)
    {
        var record = IsRecord(type) ? "record " : "";
        if (type.IsEnum)
            return "enum";
        if (type.IsInterface)
            return "interface";
        if (typeof(Delegate).IsAssignableFrom(type))
            return "delegate";
        if (type.IsValueType)
            return $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}{record}struct";
        var shape = (type.IsAbstract, type.IsSealed) switch { (true, true) => "static ", (true, _) => "abstract ", (_, true) => "sealed ", _ => "" };
        return $"{shape}{(record.Length > 0 ? "record" : "class")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name))}");
        var record = IsRecord(type);
        return type.GetMembers(Shown)
            .Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute)) || member is ConstructorInfo)
            .Where(member => !record || !OfEveryRecord.Contains(member.Name, StringComparer.Ordinal))
            .Select(Line)
            .OfType<string>();
    }

    private static string? Line(MemberInfo member) => member switch
    {
        FieldInfo field when IsShown(field.Attributes) => $"{Modifiers(field)}{Nullable(field)} {field.Name}{Constant(field)}",
        PropertyInfo property when Accessors(property) is { Length: > 0 } accessors =>
            $"{Static(property.GetAccessors(nonPublic: true)[0])}{Nullable(property)} {property.Name}{Index(property)} {{ {accessors}}}",
        EventInfo @event when @event.AddMethod is { } add && IsShown(add) => $"event {Name(@event.EventHandlerType!)} {@event.Name}",
        ConstructorInfo constructor when IsShown(constructor) && !IsCopy(constructor) => $"new({Parameters(constructor)})",
        MethodInfo method when IsShown(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            $"{Static(method)}{Nullable(method.ReturnParameter)} {method.Name}{Generic(method)}({Parameters(method)})",
        _ => null,
    };

    private static string Accessors(PropertyInfo property)
    {
        var text = "";
        if (property.GetMethod is { } get && IsShown(get))
            text += "get; ";
        if (property.SetMethod is { } set && IsShown(set))
            text += set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; ";
        return text;
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(static parameter =>
    {
        var way = parameter switch
        {
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true } when parameter.IsDefined(typeof(IsReadOnlyAttribute)) => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ => "",
        };
        return $"{way}{Nullable(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "default"}" : "")}";
    }));

    private static string Index(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } index ? $"[{string.Join(", ", index.Select(static one => Name(one.ParameterType)))}]" : "";

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(static argument => argument.Name))}>" : "";

    private static string Modifiers(FieldInfo field) => field switch
    {
        { IsLiteral: true } => "const ",
        { IsStatic: true, IsInitOnly: true } => "static readonly ",
        { IsStatic: true } => "static ",
        { IsInitOnly: true } => "readonly ",
        _ => "",
    };

    private static string Constant(FieldInfo field) => field.IsLiteral ? $" = {field.GetRawConstantValue() ?? "null"}" : "";

    private static string Static(MethodBase method) => method.IsStatic ? "static " : "";

    private static string Nullable(FieldInfo field) => Name(field.FieldType) + Mark(field.FieldType, new NullabilityInfoContext().Create(field).ReadState);

    private static string Nullable(ParameterInfo parameter) =>
        Name(parameter.ParameterType) + Mark(parameter.ParameterType, new NullabilityInfoContext().Create(parameter) is var info && info.ReadState == NullabilityState.Unknown ? info.WriteState : info.ReadState);

    private static string Nullable(PropertyInfo property) =>
        property.GetIndexParameters().Length > 0
            ? Name(property.PropertyType)
            : Name(property.PropertyType) + Mark(property.PropertyType, new NullabilityInfoContext().Create(property).ReadState);

    private static string Mark(Type type, NullabilityState state)
    {
        var bare = type.IsByRef ? type.GetElementType()! : type;
        return !bare.IsValueType && state == NullabilityState.Nullable ? "?" : "";
    }

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (System.Nullable.GetUnderlyingType(type) is { } value)
            return $"{Name(value)}?";
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        var outer = type is { IsNested: true, IsGenericParameter: false } ? $"{Name(type.DeclaringType!)}." : "";
        var name = type.Name.Split('`')[0];
        return type.IsGenericType
            ? $"{outer}{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : outer + name;
    }

    private static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$", Shown) is not null || (type.IsValueType && type.GetMethod("PrintMembers", Shown) is not null);

    private static bool IsEquatable(Type face) => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEquatable<>);

    private static bool IsCopy(ConstructorInfo constructor) =>
        IsRecord(constructor.DeclaringType!) && constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;

    private static bool IsShown(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsShown(FieldAttributes field) => (field & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family;
}
