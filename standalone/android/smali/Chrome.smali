.class public Luk/mraudit/tablet/Chrome;
.super Landroid/webkit/WebChromeClient;
# The file chooser, and the camera inside the page once Android has allowed it.
.field private final home:Luk/mraudit/tablet/Main;

.method public constructor <init>(Luk/mraudit/tablet/Main;)V
    .registers 2
    invoke-direct {p0}, Landroid/webkit/WebChromeClient;-><init>()V
    iput-object p1, p0, Luk/mraudit/tablet/Chrome;->home:Luk/mraudit/tablet/Main;
    return-void
.end method

.method public onPermissionRequest(Landroid/webkit/PermissionRequest;)V
    .registers 6
    const/4 v0, 0x1
    new-array v0, v0, [Ljava/lang/String;
    const/4 v1, 0x0
    const-string v2, "android.webkit.resource.VIDEO_CAPTURE"
    aput-object v2, v0, v1
    invoke-virtual {p1, v0}, Landroid/webkit/PermissionRequest;->grant([Ljava/lang/String;)V
    return-void
.end method

.method public onShowFileChooser(Landroid/webkit/WebView;Landroid/webkit/ValueCallback;Landroid/webkit/WebChromeClient$FileChooserParams;)Z
    .registers 7
    iget-object v0, p0, Luk/mraudit/tablet/Chrome;->home:Luk/mraudit/tablet/Main;
    iput-object p2, v0, Luk/mraudit/tablet/Main;->chosen:Landroid/webkit/ValueCallback;
    invoke-virtual {p3}, Landroid/webkit/WebChromeClient$FileChooserParams;->createIntent()Landroid/content/Intent;
    move-result-object v1
    const/4 v2, 0x1
    invoke-virtual {v0, v1, v2}, Luk/mraudit/tablet/Main;->startActivityForResult(Landroid/content/Intent;I)V
    return v2
.end method
