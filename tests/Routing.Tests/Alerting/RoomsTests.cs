using Holdfast.Routing.Alerting;

namespace Holdfast.Routing.Tests.Alerting;

public sealed class RoomsTests
{
    [Theory]
    [InlineData(0, Room.Ample)]
    [InlineData(0.69, Room.Ample)]
    [InlineData(0.70, Room.Ample)]
    [InlineData(0.71, Room.Scarce)]
    [InlineData(0.90, Room.Scarce)]
    [InlineData(0.91, Room.NearlyNone)]
    [InlineData(0.999, Room.NearlyNone)]
    [InlineData(1, Room.None)]
    [InlineData(1.2, Room.None)]
    public void Of_Share_IsItsStep(double share, Room room) => Assert.Equal(room, Rooms.Of(share));

    [Theory]
    [InlineData(Room.Ample, 0.71, Room.Scarce)]
    [InlineData(Room.Ample, 1, Room.None)]
    [InlineData(Room.Scarce, 0.70, Room.Scarce)]
    [InlineData(Room.Scarce, 0.69, Room.Scarce)]
    [InlineData(Room.Scarce, 0.67, Room.Ample)]
    [InlineData(Room.NearlyNone, 0.89, Room.NearlyNone)]
    [InlineData(Room.NearlyNone, 0.87, Room.Scarce)]
    [InlineData(Room.NearlyNone, 0.69, Room.Scarce)]
    [InlineData(Room.NearlyNone, 0.1, Room.Ample)]
    [InlineData(Room.None, 0.99, Room.None)]
    [InlineData(Room.None, 0.97, Room.NearlyNone)]
    public void After_Change_IsLessAtOnceAndMoreWithSlack(Room before, double share, Room after) => Assert.Equal(after, Rooms.After(before, share));
}
