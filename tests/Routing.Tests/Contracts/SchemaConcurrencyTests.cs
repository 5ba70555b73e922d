using System.Collections.Concurrent;
using System.Text;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.Contracts;

public class SchemaConcurrencyTests
{
    private const int Threads = 8;
    private static readonly string[] Values = ["1", "1i", "1u", "\"x\"", "t"];

    [Fact]
    public void TryAdmit_ManyThreadsWithDifferentTypes_OneTypeWinsAndAllOthersAreRejected()
    {
        const int Fields = 2_000;
        var schema = ContractSamples.Learning();
        var taken = new ConcurrentDictionary<string, ConcurrentDictionary<FieldType, bool>>(StringComparer.Ordinal);
        var admitted = new int[Threads];

        InParallel(thread =>
        {
            for (var index = 0; index < Fields; index++)
            {
                var field = $"m{index % 20} f{index}";
                for (var value = 0; value < Values.Length; value++)
                {
                    if (schema.Ask($"{field}={Values[(value + thread) % Values.Length]}") is not null)
                        continue;
                    admitted[thread]++;
                    taken.GetOrAdd(field, static _ => new())[TypeOf(Values[(value + thread) % Values.Length])] = true;
                }
            }
        });

        // Each thread tried every type of every field once, so each must have been let through once for each.
        Assert.All(admitted, static count => Assert.Equal(Fields, count));
        Assert.Equal(Fields, taken.Count);
        Assert.All(taken.Values, static types => Assert.Single(types));
        var learnt = schema.TakeNew();
        Assert.Equal(Fields, learnt.Count);
        Assert.All(learnt, field => Assert.True(taken[$"{field.Measurement} {field.Field}"].ContainsKey(field.Type)));
    }

    [Fact]
    public void TryAdmit_ManyThreadsWithNewTagValues_NeverExceedsALimit()
    {
        var schema = ContractSamples.Learning(new(MaxTagValues: 500, MaxTagValuesInTier: 900));
        var admitted = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);

        InParallel(thread =>
        {
            for (var index = 0; index < 2_000; index++)
            {
                var line = $"m,{(index % 2 == 0 ? 'a' : 'b')}={(index + (thread * 251)) % 2_000} f=1";
                if (schema.Ask(line) is null)
                    admitted[line] = true;
            }
        });

        Assert.Equal(900, schema.TagValues);
        Assert.Equal(900, admitted.Count);
        Assert.True(admitted.Keys.Count(static line => line.StartsWith("m,a", StringComparison.Ordinal)) <= 500);
        Assert.All(admitted.Keys, line => Assert.Null(schema.Ask(line)));
    }

    [Fact]
    public void TryAdmit_EverythingKnown_AllocatesNothing()
    {
        var text = Encoding.UTF8.GetBytes("we\\ ather,sta\\ tion=a,room=1 temp\\ erature=1.5,count=3i,total=4u,note=\"x\" 5\ncpu,host=a,cpu=cpu\\ 0 usage=1,n=2i 6\n");
        var schema = new Schema("hot", ContractSamples.Set(ContractSamples.Weather), new());
        Assert.Equal(2, AdmitAll(schema, text));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = 0;
        for (var round = 0; round < 1_000; round++)
            count += AdmitAll(schema, text);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((2_000, 0L), (count, allocated));
    }

    private static int AdmitAll(Schema schema, byte[] text)
    {
        var count = 0;
        var reader = new LineReader(text, TimestampPrecision.Nanoseconds);
        while (reader.Read(out var point, out _) == LineStatus.Point)
            count += schema.TryAdmit(text, point, out _) ? 1 : 0;
        return count;
    }

    private static FieldType TypeOf(string value) =>
        (FieldType)(Array.IndexOf(["1", "1i", "1u", "\"x\"", "t"], value) + 1);

    private static void InParallel(Action<int> body)
    {
        using var start = new Barrier(Threads);
        var faults = new ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                body(number);
            }
            catch (Exception fault)
            {
                faults.Enqueue(fault);
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());
        Assert.Empty(faults);
    }
}
