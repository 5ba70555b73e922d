using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Holdfast.Routing.Planning;

namespace Holdfast.Routing.Tests.Design;

/// <summary>
/// The core is pure: no I/O, no clock, no randomness, nothing asynchronous. The analyser says so at build time, for the source; this looks
/// at what was compiled, for whatever reached it by another way.
/// </summary>
public sealed class PurityTests
{
    private static readonly Assembly Core = typeof(RoutePlanner).Assembly;

    private static readonly ImmutableHashSet<string> BannedTypes =
    [
        "System.Console", "System.Environment", "System.AppContext", "System.AppDomain", "System.HashCode", "System.Random", "System.TimeProvider",
        "System.TimeZoneInfo", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
    ];

    private static readonly string[] BannedNamespaces =
    [
        "System.IO", "System.Net", "System.Threading.Tasks", "System.Security.Cryptography", "System.Diagnostics.Tracing", "System.Diagnostics.Metrics",
        "Microsoft",
    ];

    private static readonly ImmutableHashSet<string> BannedMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Guid.NewGuid", "System.Guid.CreateVersion7",

        // Of the collector only the allocation of an array that is not cleared: what it measures or does depends on the process.
        "System.GC.Collect", "System.GC.GetTotalMemory", "System.GC.GetGCMemoryInfo", "System.GC.GetTotalAllocatedBytes", "System.GC.CollectionCount",

        // Its seed is random per process: two instances would decide differently.
        "System.String.GetHashCode",
    ];

    /// <summary>Of System.Threading only what guards memory; nothing that starts, waits or measures time.</summary>
    private static readonly ImmutableHashSet<string> AllowedThreading =
        ["System.Threading.Lock", "System.Threading.Interlocked", "System.Threading.Volatile", "System.Threading.Monitor"];

    [Fact]
    public void References_OfTheCore_AreTheBaseLibraryOnly()
    {
        Assert.All(Core.GetReferencedAssemblies(), static name => Assert.StartsWith("System.", name.Name, StringComparison.Ordinal));
        Assert.DoesNotContain(Core.GetReferencedAssemblies(), static name => name.Name!.StartsWith("System.Net", StringComparison.Ordinal));
    }

    [Fact]
    public void Types_ThatTheCoreUses_AreFreeOfInputAndOutputTimeAndChance() =>
        Assert.Empty(Read(static metadata => metadata.TypeReferences.Select(handle => NameOf(metadata, handle)).Where(IsBanned)));

    [Fact]
    public void Members_ThatTheCoreUses_AreFreeOfTimeAndChance() => Assert.Empty(Read(static metadata => metadata.MemberReferences
        .Select(metadata.GetMemberReference)
        .Where(static member => member.Parent.Kind == HandleKind.TypeReference)
        .Select(member => $"{NameOf(metadata, (TypeReferenceHandle)member.Parent)}.{metadata.GetString(member.Name)}")
        .Where(IsBannedMember)));

    [Fact]
    public void Methods_OfTheCore_AreSynchronous() => Assert.Empty(Read(static metadata => metadata.TypeReferences
        .Select(handle => NameOf(metadata, handle))
        .Where(static name => name.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal) && name.Contains("Async", StringComparison.Ordinal))));

    /// <summary>The lists above work on names: a name that cannot occur would let everything through.</summary>
    [Fact]
    public void BannedMembers_AreMembers() => Assert.All(BannedMembers, static name =>
    {
        var dot = name.LastIndexOf('.');
        Assert.NotEmpty(typeof(object).Assembly.GetType(name[..dot], throwOnError: true)!.GetMember(name[(dot + 1)..]));
    });

    /// <summary>Of the collector only how an array is made: what it knows of the process is no business of a decision.</summary>
    private static bool IsBannedMember(string member) =>
        BannedMembers.Contains(member)
        || (member.StartsWith("System.GC.", StringComparison.Ordinal) && !member.StartsWith("System.GC.Allocate", StringComparison.Ordinal));

    private static bool IsBanned(string type) =>
        BannedTypes.Contains(type)
        || BannedNamespaces.Any(space => type.StartsWith(space + ".", StringComparison.Ordinal))
        || (type.StartsWith("System.Threading.", StringComparison.Ordinal) && !AllowedThreading.Contains(type.Split('+')[0]));

    private static IReadOnlyList<string> Read(Func<MetadataReader, IEnumerable<string>> read)
    {
        using var file = new PEReader(File.OpenRead(Core.Location));
        return [.. read(file.GetMetadataReader()).Distinct(StringComparer.Ordinal)];
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : $"{metadata.GetString(type.Namespace)}.{name}";
    }
}
