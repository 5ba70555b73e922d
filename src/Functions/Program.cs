Console.WriteLine("Holdfast's Azure head is started by the Functions host.");
