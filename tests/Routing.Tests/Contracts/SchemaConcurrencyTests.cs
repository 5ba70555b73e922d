using System.Collections.Concurrent;
using System.Text;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.Contracts;

public class SchemaConcurrencyTests
{
    private static readonly string[] Values = ["1", "1i", "1u", "\"x\"", "t"];

    [Fact]
    public void TryAdmit_OneFieldInEveryTypeAtOnce_OneTypeWinsAndAllOthersAreRejected()
    {
        const int Rounds = 200;
        var schema = ContractSamples.Learning();
        var winners = new ConcurrentQueue<int>[Rounds];
        for (var round = 0; round < Rounds; round++)
            winners[round] = new();

        // All start each round together, and fifty fields to a line keep them busy with one another.
        using var together = new Barrier(Values.Length);
        InParallel(Values.Length, thread =>
        {
            try
            {
                for (var round = 0; round < Rounds; round++)
                {
                    var line = $"m{round % 7} {string.Join(',', Enumerable.Range(0, 50).Select(index => $"f{round}_{index}={Values[thread]}"))}";
                    together.SignalAndWait();
                    if (schema.Ask(line) is null)
                        winners[round].Enqueue(thread);
                }
            }
            finally
            {
                together.RemoveParticipant();
            }
        });

        Assert.All(winners, static winner => Assert.Single(winner));
        Assert.Equal(Rounds * 50, schema.LearntFields);
        var learnt = schema.TakeNew();
        Assert.Equal(Rounds * 50, learnt.Count);
        Assert.All(learnt, field => Assert.Equal((FieldType)(winners[int.Parse(field.Field[1..field.Field.IndexOf('_')])].Single() + 1), field.Type));
    }

    [Fact]
    public void TryAdmit_ManyThreadsWithFieldsOfTheirOwn_LosesNone()
    {
        const int Threads = 4;
        const int Fields = 5_000;
        var schema = ContractSamples.Learning();
        InParallel(Threads, thread =>
        {
            for (var index = 0; index < Fields; index++)
                Assert.Null(schema.Ask($"m,t{thread}={index} f{thread}_{index}=1"));
        });

        Assert.Equal((Threads * Fields, Threads * Fields), (schema.LearntFields, schema.TagValues));
        for (var index = 0; index < Fields; index++)
            Assert.Equal("field_type_conflict", schema.Verdict($"m f{index % Threads}_{index}=1i"));
    }

    [Fact]
    public void TryAdmit_ManyThreadsWithNewTagValues_NeverExceedsALimit()
    {
        var schema = ContractSamples.Learning(new(MaxTagValues: 500, MaxTagValuesInTier: 900));
        var admitted = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);

        InParallel(8, thread =>
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

    private static void InParallel(int count, Action<int> body)
    {
        var faults = new ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, count).Select(number => new Thread(() =>
        {
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
