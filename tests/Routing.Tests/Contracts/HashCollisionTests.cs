using System.Buffers.Binary;
using System.Numerics;
using System.Reflection;
using System.Text;
using Holdfast.Routing.Contracts;

namespace Holdfast.Routing.Tests.Contracts;

public class HashCollisionTests
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    private delegate ulong Hash(ReadOnlySpan<byte> bytes);

    [Fact]
    public void TryAdmit_TwoFieldsOfOneHash_AreTwoFields()
    {
        var (first, second) = FindCollision();
        var hash = typeof(Schema).Assembly.GetType("Holdfast.Routing.Contracts.ByteHash")!
            .GetMethod("Compute", BindingFlags.Static | BindingFlags.Public)!.CreateDelegate<Hash>();
        Assert.False(string.Equals(first, second, StringComparison.Ordinal));
        Assert.Equal(hash(Encoding.UTF8.GetBytes(first)), hash(Encoding.UTF8.GetBytes(second)));

        var schema = ContractSamples.Learning();
        Assert.Equal("taken", schema.Verdict($"m {first}=1"));
        Assert.Equal("taken", schema.Verdict($"m {second}=1i"));
        Assert.Equal("field_type_conflict", schema.Verdict($"m {first}=1i"));
        Assert.Equal("field_type_conflict", schema.Verdict($"m {second}=1"));
    }

    /// <summary>Two keys of sixteen bytes whose second halves differ by exactly what the hashes of their first halves differ by.</summary>
    private static (string First, string Second) FindCollision()
    {
        var one = Half("aaaaaaaa");
        for (var number = 0; number < 1_000_000; number++)
        {
            var other = Half($"b{number:0000000}");
            var difference = BitConverter.GetBytes(Step(one) ^ Step(other));
            var halves = difference.Select(static bits => Enumerable.Range('0', 75).FirstOrDefault(letter => Usable(letter) && Usable(letter ^ bits))).ToArray();
            if (halves.All(static letter => letter != 0))
            {
                return ($"aaaaaaaa{string.Concat(halves.Select(static letter => (char)letter))}",
                    $"b{number:0000000}{string.Concat(halves.Select((letter, index) => (char)(letter ^ difference[index])))}");
            }
        }

        throw new InvalidOperationException("No collision among a million: the hash is not the one that this test knows.");
    }

    private static bool Usable(int letter) => letter < 128 && char.IsAsciiLetterOrDigit((char)letter);

    private static ulong Half(string text) => BinaryPrimitives.ReadUInt64LittleEndian(Encoding.UTF8.GetBytes(text));

    private static ulong Step(ulong half) => BitOperations.RotateLeft(unchecked(16 * Multiplier) ^ half, 29) * Multiplier;
}
