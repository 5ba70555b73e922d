using Holdfast.Soak.Running;

return await SoakCommand.Build().Parse(args).InvokeAsync();
