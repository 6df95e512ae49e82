.class public Luk/mraudit/tablet/Saving;
.super Ljava/lang/Object;
.implements Landroid/webkit/DownloadListener;
# A file the app made goes out: Android asks where to, and the page hands it over in pieces.
.field private final home:Luk/mraudit/tablet/Main;

.method public constructor <init>(Luk/mraudit/tablet/Main;)V
    .registers 2
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Luk/mraudit/tablet/Saving;->home:Luk/mraudit/tablet/Main;
    return-void
.end method

.method public onDownloadStart(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;J)V
    .registers 12
    invoke-static {p1}, Lorg/json/JSONObject;->quote(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    new-instance v1, Ljava/lang/StringBuilder;
    const-string v2, "mrAuditSave("
    invoke-direct {v1, v2}, Ljava/lang/StringBuilder;-><init>(Ljava/lang/String;)V
    invoke-virtual {v1, v0}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    const-string v2, ")"
    invoke-virtual {v1, v2}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v1}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    iget-object v1, p0, Luk/mraudit/tablet/Saving;->home:Luk/mraudit/tablet/Main;
    iget-object v1, v1, Luk/mraudit/tablet/Main;->view:Landroid/webkit/WebView;
    const/4 v2, 0x0
    invoke-virtual {v1, v0, v2}, Landroid/webkit/WebView;->evaluateJavascript(Ljava/lang/String;Landroid/webkit/ValueCallback;)V
    return-void
.end method

.method public create(Ljava/lang/String;)V
    .registers 5
    .annotation runtime Landroid/webkit/JavascriptInterface;
    .end annotation
    new-instance v0, Landroid/content/Intent;
    const-string v1, "android.intent.action.CREATE_DOCUMENT"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    const-string v1, "android.intent.category.OPENABLE"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->addCategory(Ljava/lang/String;)Landroid/content/Intent;
    const-string v1, "application/octet-stream"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->setType(Ljava/lang/String;)Landroid/content/Intent;
    const-string v1, "android.intent.extra.TITLE"
    invoke-virtual {v0, v1, p1}, Landroid/content/Intent;->putExtra(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    iget-object v1, p0, Luk/mraudit/tablet/Saving;->home:Luk/mraudit/tablet/Main;
    const/4 v2, 0x2
    invoke-virtual {v1, v0, v2}, Luk/mraudit/tablet/Main;->startActivityForResult(Landroid/content/Intent;I)V
    return-void
.end method

.method public piece(Ljava/lang/String;)Z
    .registers 5
    .annotation runtime Landroid/webkit/JavascriptInterface;
    .end annotation
    const/4 v0, 0x0
    iget-object v1, p0, Luk/mraudit/tablet/Saving;->home:Luk/mraudit/tablet/Main;
    iget-object v1, v1, Luk/mraudit/tablet/Main;->out:Ljava/io/OutputStream;
    if-eqz v1, :failed
    invoke-static {p1, v0}, Landroid/util/Base64;->decode(Ljava/lang/String;I)[B
    move-result-object v2
    :writing
    invoke-virtual {v1, v2}, Ljava/io/OutputStream;->write([B)V
    :written
    .catch Ljava/io/IOException; {:writing .. :written} :stopped
    const/4 v0, 0x1
    return v0
    :stopped
    move-exception v2
    :failed
    return v0
.end method

.method public end()Z
    .registers 4
    .annotation runtime Landroid/webkit/JavascriptInterface;
    .end annotation
    const/4 v0, 0x0
    iget-object v1, p0, Luk/mraudit/tablet/Saving;->home:Luk/mraudit/tablet/Main;
    iget-object v2, v1, Luk/mraudit/tablet/Main;->out:Ljava/io/OutputStream;
    if-eqz v2, :failed
    :closing
    invoke-virtual {v2}, Ljava/io/OutputStream;->close()V
    :closed
    .catch Ljava/io/IOException; {:closing .. :closed} :stopped
    const/4 v2, 0x0
    iput-object v2, v1, Luk/mraudit/tablet/Main;->out:Ljava/io/OutputStream;
    const/4 v0, 0x1
    return v0
    :stopped
    move-exception v2
    :failed
    return v0
.end method
