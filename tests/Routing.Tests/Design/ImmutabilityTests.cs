using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Holdfast.Routing.Planning;

namespace Holdfast.Routing.Tests.Design;

/// <summary>What the core decides on, and what it decides, never changes after it was made; and the core itself remembers nothing.</summary>
public sealed class ImmutabilityTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] Suffixes = ["Options", "State", "Snapshot", "Decision", "Verdict", "Plan", "Step", "Event"];

    private static readonly Type[] Types = [.. typeof(RoutePlanner).Assembly.GetTypes().Where(static type => !IsGenerated(type))];

    private static readonly FrozenSet<Type> ImmutableLeaves = new[]
    {
        typeof(string), typeof(decimal), typeof(TimeSpan), typeof(DateTimeOffset), typeof(Int128), typeof(UInt128), typeof(Range), typeof(System.Text.Encoding),
    }.ToFrozenSet();

    public static TheoryData<Type> Values() =>
        [.. Types.Where(static type => !type.IsEnum && (IsRecord(type) || Suffixes.Any(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal))))];

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_OnceMade_CannotBeChanged(Type type)
    {
        Assert.DoesNotContain(type.GetFields(All), static field => !field.IsStatic && !field.IsInitOnly && !field.IsPrivate);
        Assert.DoesNotContain(type.GetProperties(All), static property => property.SetMethod is { IsPrivate: false } set && !IsInit(set));
        if (type.IsValueType)
            Assert.True(type.IsDefined(typeof(IsReadOnlyAttribute)), $"{type.Name} is not a readonly struct");
    }

    [Fact]
    public void StaticFields_AreReadOnlyAndOfImmutableTypes() => Assert.Empty(Types
        .SelectMany(static type => type.GetFields(All))
        .Where(static field => field is { IsStatic: true, IsLiteral: false } && !field.IsDefined(typeof(CompilerGeneratedAttribute)))
        .Where(static field => !field.IsInitOnly || !IsImmutable(field.FieldType))
        .Select(static field => $"{field.DeclaringType!.Name}.{field.Name}: {field.FieldType.Name}"));

    private static bool IsImmutable(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || ImmutableLeaves.Contains(type))
            return true;
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (definition.Namespace is "System.Collections.Immutable" or "System.Collections.Frozen" || typeof(System.Buffers.SearchValues<>) == definition)
            return type.GetGenericArguments().All(IsImmutable);

        // Records of the core are checked above; any other readonly struct holds what its constructor was given.
        return type.Assembly == typeof(RoutePlanner).Assembly && (IsRecord(type) || (type.IsValueType && type.IsDefined(typeof(IsReadOnlyAttribute)))
            || type.GetFields(All).All(static field => field.IsStatic || (field.IsInitOnly && (IsImmutable(field.FieldType) || field.FieldType.IsArray && field.IsPrivate))));
    }

    private static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$", All) is not null || (type.IsValueType && type.GetMethod("PrintMembers", All) is not null);

    private static bool IsInit(MethodInfo set) => set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static bool IsGenerated(Type? type) =>
        type is not null && (type.IsDefined(typeof(CompilerGeneratedAttribute)) || type.Name.StartsWith('<') || IsGenerated(type.DeclaringType));
}
