using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;

namespace Holdfast.Tests.Design;

/// <summary>Which types a type uses: in its declaration, in its signatures, and in the instructions of its methods.</summary>
internal static class TypeUses
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly FrozenDictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(static field => (OpCode)field.GetValue(null)!)
        .ToFrozenDictionary(static code => code.Value);

    /// <summary>
    /// The rooms of an assembly and which other rooms each of them uses, one line each, in the form <c>Room -> Other, Third</c>. A room is the
    /// first part of the namespace below the assembly's own; that namespace itself is <c>(top)</c>.
    /// </summary>
    private static string Arrows(Assembly assembly, string root)
    {
        var rooms = assembly.GetTypes().Where(type => Room(type, root) is not null).GroupBy(type => Room(type, root)!, StringComparer.Ordinal);
        return string.Join('\n', rooms.OrderBy(static room => room.Key, StringComparer.Ordinal).Select(room =>
        {
            var used = room.SelectMany(Of)
                .Where(used => used.Assembly == assembly)
                .Select(used => Room(used, root))
                .OfType<string>()
                .Where(used => !string.Equals(used, room.Key, StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .DefaultIfEmpty("nobody");
            return $"{room.Key} -> {string.Join(", ", used)}";
        }));
    }

    /// <summary>Compares them with those that were decided, and shows all of them when they differ.</summary>
    public static void CheckArrows(string decided, Assembly assembly, string root)
    {
        var actual = Arrows(assembly, root);
        Assert.True(string.Equals(decided, actual, StringComparison.Ordinal), $"The rooms of {root} use each other as follows, which was not decided:\n{actual}");
    }

    private static string? Room(Type type, string root)
    {
        var space = type.Namespace ?? "";
        if (string.Equals(space, root, StringComparison.Ordinal))
            return "(top)";
        return space.StartsWith(root + ".", StringComparison.Ordinal) ? space[(root.Length + 1)..].Split('.')[0] : null;
    }

    private static IEnumerable<Type> Of(Type type)
    {
        var used = new List<Type?> { type.BaseType };
        used.AddRange(type.GetInterfaces());
        used.AddRange(type.GetCustomAttributesData().Select(static attribute => attribute.AttributeType));
        used.AddRange(type.GetFields(Everything).Select(static field => field.FieldType));
        foreach (var method in type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)))
        {
            used.Add((method as MethodInfo)?.ReturnType);
            used.AddRange(method.GetParameters().Select(static parameter => parameter.ParameterType));
            if (method.GetMethodBody() is not { } body)
                continue;
            used.AddRange(body.LocalVariables.Select(static local => local.LocalType));
            used.AddRange(InBody(method, body.GetILAsByteArray() ?? []));
        }

        return used.OfType<Type>().SelectMany(Parts);
    }

    private static IEnumerable<Type?> InBody(MethodBase method, byte[] code)
    {
        var typeArguments = method.DeclaringType is { IsGenericType: true } declaring ? declaring.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var operation = code[at] == 0xFE ? Codes[unchecked((short)(0xFE00 | code[at + 1]))] : Codes[code[at]];
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                var member = method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments);
                yield return member as Type ?? member?.DeclaringType;
                if (member is MethodInfo { IsGenericMethod: true } generic)
                {
                    foreach (var argument in generic.GetGenericArguments())
                        yield return argument;
                }
            }

            at += OperandSize(operation, code, at);
        }
    }

    private static int OperandSize(OpCode operation, byte[] code, int at) => operation.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => sizeof(int) * (1 + BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    /// <summary>The type itself, what it is made of, and the type around it.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
            return Parts(type.GetElementType()!);
        return type.IsGenericType && !type.IsGenericTypeDefinition
            ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
            : [type];
    }
}
