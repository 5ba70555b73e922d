using Holdfast.Pipeline.DeadLetters;
using Holdfast.Simulation.Checking;

namespace Holdfast.Simulation.Sharing;

/// <summary>What the queue and the dead letters hold: all of it is durable.</summary>
internal sealed class SharedView : WorldView
{
    private SharedView()
    {
    }

    public static SharedView Read(SharedWorld world)
    {
        var view = new SharedView();
        foreach (var lane in world.Ideal.Lanes.Where(static lane => !lane.IsUnstored))
        {
            foreach (var entry in SimLetters.Now(world.Ideal.ReadAsync(lane, int.MaxValue, CancellationToken.None)).Batches)
                view.AddOwed(entry.Batch.Bucket, entry.Batch.Lines.Span);
        }

        var page = SimLetters.Now(world.Letters.ListAsync(null, null, FileDeadLetters.MaxPage, CancellationToken.None));
        foreach (var letter in page.Letters)
            view.AddLetter(letter.Bytes.Span);
        return view;
    }
}
