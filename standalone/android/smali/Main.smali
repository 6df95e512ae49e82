.class public Luk/mraudit/tablet/Main;
.super Landroid/app/Activity;
# The one window: the app in a WebView, the screen kept awake, Back inside the app, files in and out.
.field public chosen:Landroid/webkit/ValueCallback;
.field public out:Ljava/io/OutputStream;
.field public view:Landroid/webkit/WebView;

.method public constructor <init>()V
    .registers 1
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .registers 6
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    invoke-virtual {p0}, Luk/mraudit/tablet/Main;->getWindow()Landroid/view/Window;
    move-result-object v0
    const/16 v1, 0x80
    invoke-virtual {v0, v1}, Landroid/view/Window;->addFlags(I)V
    const/4 v1, 0x1
    new-array v1, v1, [Ljava/lang/String;
    const/4 v2, 0x0
    const-string v3, "android.permission.CAMERA"
    aput-object v3, v1, v2
    invoke-virtual {p0, v1, v2}, Luk/mraudit/tablet/Main;->requestPermissions([Ljava/lang/String;I)V
    new-instance v0, Landroid/webkit/WebView;
    invoke-direct {v0, p0}, Landroid/webkit/WebView;-><init>(Landroid/content/Context;)V
    iput-object v0, p0, Luk/mraudit/tablet/Main;->view:Landroid/webkit/WebView;
    invoke-virtual {v0}, Landroid/webkit/WebView;->getSettings()Landroid/webkit/WebSettings;
    move-result-object v1
    const/4 v2, 0x1
    invoke-virtual {v1, v2}, Landroid/webkit/WebSettings;->setJavaScriptEnabled(Z)V
    invoke-virtual {v1, v2}, Landroid/webkit/WebSettings;->setDomStorageEnabled(Z)V
    const/4 v2, 0x0
    invoke-virtual {v1, v2}, Landroid/webkit/WebSettings;->setAllowFileAccess(Z)V
    new-instance v1, Luk/mraudit/tablet/Client;
    invoke-direct {v1, p0}, Luk/mraudit/tablet/Client;-><init>(Landroid/content/Context;)V
    invoke-virtual {v0, v1}, Landroid/webkit/WebView;->setWebViewClient(Landroid/webkit/WebViewClient;)V
    new-instance v1, Luk/mraudit/tablet/Chrome;
    invoke-direct {v1, p0}, Luk/mraudit/tablet/Chrome;-><init>(Luk/mraudit/tablet/Main;)V
    invoke-virtual {v0, v1}, Landroid/webkit/WebView;->setWebChromeClient(Landroid/webkit/WebChromeClient;)V
    new-instance v1, Luk/mraudit/tablet/Saving;
    invoke-direct {v1, p0}, Luk/mraudit/tablet/Saving;-><init>(Luk/mraudit/tablet/Main;)V
    invoke-virtual {v0, v1}, Landroid/webkit/WebView;->setDownloadListener(Landroid/webkit/DownloadListener;)V
    const-string v2, "mrAuditShell"
    invoke-virtual {v0, v1, v2}, Landroid/webkit/WebView;->addJavascriptInterface(Ljava/lang/Object;Ljava/lang/String;)V
    invoke-static {}, Landroid/webkit/ServiceWorkerController;->getInstance()Landroid/webkit/ServiceWorkerController;
    move-result-object v1
    new-instance v2, Luk/mraudit/tablet/Worker;
    invoke-direct {v2, p0}, Luk/mraudit/tablet/Worker;-><init>(Landroid/content/Context;)V
    invoke-virtual {v1, v2}, Landroid/webkit/ServiceWorkerController;->setServiceWorkerClient(Landroid/webkit/ServiceWorkerClient;)V
    invoke-virtual {p0, v0}, Luk/mraudit/tablet/Main;->setContentView(Landroid/view/View;)V
    const-string v1, "https://tablet.mraudit.invalid/index.html"
    invoke-virtual {v0, v1}, Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;)V
    return-void
.end method

# Back goes back in the app; on its first screen it leaves.
.method public onBackPressed()V
    .registers 3
    iget-object v0, p0, Luk/mraudit/tablet/Main;->view:Landroid/webkit/WebView;
    invoke-virtual {v0}, Landroid/webkit/WebView;->canGoBack()Z
    move-result v1
    if-eqz v1, :leave
    invoke-virtual {v0}, Landroid/webkit/WebView;->goBack()V
    return-void
    :leave
    invoke-super {p0}, Landroid/app/Activity;->onBackPressed()V
    return-void
.end method

# 1: files were chosen; 2: it was said where a file is to be kept.
.method protected onActivityResult(IILandroid/content/Intent;)V
    .registers 8
    const/4 v0, 0x1
    if-eq p1, v0, :files
    if-eqz p3, :done
    invoke-virtual {p3}, Landroid/content/Intent;->getData()Landroid/net/Uri;
    move-result-object v1
    if-eqz v1, :done
    :opening
    invoke-virtual {p0}, Luk/mraudit/tablet/Main;->getContentResolver()Landroid/content/ContentResolver;
    move-result-object v2
    invoke-virtual {v2, v1}, Landroid/content/ContentResolver;->openOutputStream(Landroid/net/Uri;)Ljava/io/OutputStream;
    move-result-object v2
    :opened
    .catch Ljava/io/IOException; {:opening .. :opened} :failed
    iput-object v2, p0, Luk/mraudit/tablet/Main;->out:Ljava/io/OutputStream;
    iget-object v0, p0, Luk/mraudit/tablet/Main;->view:Landroid/webkit/WebView;
    const-string v1, "mrAuditSaveNow()"
    const/4 v2, 0x0
    invoke-virtual {v0, v1, v2}, Landroid/webkit/WebView;->evaluateJavascript(Ljava/lang/String;Landroid/webkit/ValueCallback;)V
    return-void
    :failed
    move-exception v2
    return-void
    :files
    iget-object v0, p0, Luk/mraudit/tablet/Main;->chosen:Landroid/webkit/ValueCallback;
    if-eqz v0, :done
    invoke-static {p2, p3}, Landroid/webkit/WebChromeClient$FileChooserParams;->parseResult(ILandroid/content/Intent;)[Landroid/net/Uri;
    move-result-object v1
    invoke-interface {v0, v1}, Landroid/webkit/ValueCallback;->onReceiveValue(Ljava/lang/Object;)V
    const/4 v1, 0x0
    iput-object v1, p0, Luk/mraudit/tablet/Main;->chosen:Landroid/webkit/ValueCallback;
    :done
    return-void
.end method
