using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Sharing;
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
        foreach (var message in world.Queue.Messages.Concat(world.Queue.Dead).Select(static message => message.Message))
            view.AddOwed((string)message.Properties[DeferredProperties.Bucket], BodyText.Of(message.Body.Span));

        var page = SimLetters.Now(world.Letters.ListAsync(null, null, FileDeadLetters.MaxPage, CancellationToken.None));
        foreach (var letter in page.Letters)
            view.AddLetter(letter.Bytes.Span);
        return view;
    }
}
