namespace Holdfast.Functions.Tests.Surface;

/// <summary>That the comparison finds what it must find: each kind of difference once, and none where there is none.</summary>
public sealed class SurfaceComparisonTests
{
    private const string Real =
        """
        # A list

        ```csharp
        namespace A.B;

        [AttributeUsage(Method | Property)] public abstract class Base<T> : Other, IThing where T : class
        {
            protected Base(string name);
            public abstract Task<T> GetAsync(string id, T? first = null, CancellationToken cancellation = default);
            public virtual string Name { get; }
            [Obsolete("no")] public int Old { get; protected set; }
            public const int Size = 100;
        }

        public enum Kind
        {
            One = 0,
            Two = 2,
        }

        namespace A.C;

        public record Options : IEquatable<Options>
        {
            public Options(string? Id = null, int Count = 3);
            public string? Id { get; init; }
            public int Count { get; init; }
        }

        public class Made
        {
            public Made(int size);
        }
        ```
        """;

    private const string Same =
        """
        namespace A.B;

        [AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
        public abstract partial class Base<T> : Other, A.IThing
            where T : class
        {
            protected Base(string name) => Name = name;

            public abstract System.Threading.Tasks.Task<T> GetAsync(string id, T? first = default, CancellationToken cancellation = default(CancellationToken));

            public virtual string Name { get; }

            [System.ObsoleteAttribute]
            public int Old { get; protected set; }

            public const int Size = 100;
        }
        """;

    [Fact]
    public void Differences_SameInOtherWords_AreNone() => Assert.Empty(Differences(Same, whole: true));

    [Theory]
    [InlineData("abstract partial class", "class", "declared as 'public class Base<T> where T : class'")]
    [InlineData("where T : class", "where T : struct", "declared as")]
    [InlineData("Other, A.IThing", "A.IThing", "derives from Other, which is left out")]
    [InlineData("Other, A.IThing", "Other, A.IThing, IDisposable", "does not derive from IDisposable")]
    [InlineData("AttributeTargets.Method | AttributeTargets.Property", "AttributeTargets.Method", "[AttributeUsage(Method)]")]
    [InlineData("protected Base(", "public Base(", "'public Base(string name)' is not one of its members; there is 'protected Base(string name)'")]
    [InlineData("T? first", "T first", "there is 'abstract public Task<T> GetAsync(string id, T? first = default, CancellationToken cancellation = default)'")]
    [InlineData("string id,", "string key,", "GetAsync")]
    [InlineData("string id,", "string id = \"\",", "GetAsync")]
    [InlineData("public abstract System.Threading.Tasks.Task<T>", "public virtual Task<T>", "is left out, and what derives from it must have it")]
    [InlineData("public virtual string", "public string", "Name { get; }")]
    [InlineData("string Name { get; }", "string Name { get; set; }", "Name { get; set; }")]
    [InlineData("protected set", "set", "Old { get; set; }")]
    [InlineData("[System.ObsoleteAttribute]", "", "'public int Old { get; protected set; }' is declared with [], has [Obsolete]")]
    [InlineData("Size = 100", "Size = 10", "Size = 10")]
    [InlineData("namespace A.B", "namespace A.X", "A.X.Base`1 is not in the list")]
    public void Differences_OneChange_IsTold(string from, string to, string told)
    {
        Assert.Contains(from, Same, StringComparison.Ordinal);
        Assert.Contains(Differences(Same.Replace(from, to, StringComparison.Ordinal), whole: true), difference => difference.Contains(told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("public enum Kind { One = 0, Two = 2 }", null)]
    [InlineData("public enum Kind { Two = 2 }", null)]
    [InlineData("public enum Kind { Two = 1 }", "'Two = 1' is not one of its members; there is 'Two = 2'")]
    public void Differences_OfAnEnum_AreInItsValues(string declaration, string? told) => Check("A.B", declaration, told);

    [Theory]
    [InlineData("public record Options(string? Id = null, int Count = 3);", null)]
    [InlineData("public record Options(string? Id = null, int Count = 4);", "'public Options(string? Id = default, int Count = 4)', of its parameters")]
    [InlineData("public record Options(string Id, int Count = 3);", "'public string Id { get; init; }', of its parameters")]
    [InlineData("public class Options { public Options(string? Id = null, int Count = 3) { } }", "declared as 'public class Options'")]
    public void Differences_OfARecord_AreInItsParameters(string declaration, string? told) => Check("A.C", declaration, told);

    [Theory]
    [InlineData("public class Made { public Made(int size) { } }", null)]
    [InlineData("public class Made { }", "has no constructor without parameters")]
    public void Differences_WithoutConstructor_AreTold(string declaration, string? told) => Check("A.C", declaration, told);

    [Theory]
    [InlineData("class C { int M() => throw new NotSupportedException(); }", null)]
    [InlineData("class C { int M() { throw new NotSupportedException(); } }", null)]
    [InlineData("class C { C(int size) => Size = size; int Size { get; } }", null)]
    [InlineData("class C { C(int a, int b) { A = a; this.B = b; } }", null)]
    [InlineData("class C { C(int a, int b) => (A, B) = (a, b); }", null)]
    [InlineData("class C { string Name { get; } = null!; const int Size = 3; }", null)]
    [InlineData("class C { int M() => 1; }", "does '=> 1'")]
    [InlineData("class C { void M() { } C() { Log(); } }", "does 'Log();'")]
    [InlineData("class C { void M(int size) { Size = size; } }", "does 'Size = size;'")]
    [InlineData("class C { C(int size) => Size = size + 1; }", "does '=> Size = size + 1'")]
    [InlineData("class C { List<int> All { get; } = []; }", "does '[]'")]
    public void Behaviour_OfADeclaration_IsTold(string declaration, string? told)
    {
        var done = SurfaceTypes.OfSource(declaration).SelectMany(static type => SurfaceBehaviour.Of(type.Type));
        if (told is null)
            Assert.Empty(done);
        else
            Assert.Contains(told, done);
    }

    private static void Check(string space, string declaration, string? told)
    {
        var differences = Differences($"namespace {space};\n{declaration}", whole: false);
        if (told is null)
            Assert.Empty(differences);
        else
            Assert.Contains(differences, difference => difference.Contains(told, StringComparison.Ordinal));
    }

    private static List<string> Differences(string source, bool whole)
    {
        var listed = SurfaceTypes.OfDocument(Real);
        return [.. SurfaceTypes.OfSource(source).SelectMany(type => listed.TryGetValue(type.Name, out var real)
            ? new SurfaceComparison(type.Name, type.Type, real, whole).Differences()
            : [$"{type.Name} is not in the list"])];
    }
}
