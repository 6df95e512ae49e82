.class public Luk/mraudit/tablet/Files;
.super Ljava/lang/Object;
# Answers an address of the app with the file of that name among the assets; null where there is none.

.method public static open(Landroid/content/Context;Landroid/net/Uri;)Landroid/webkit/WebResourceResponse;
    .registers 8
    invoke-virtual {p1}, Landroid/net/Uri;->getHost()Ljava/lang/String;
    move-result-object v0
    const-string v1, "tablet.mraudit.invalid"
    invoke-virtual {v1, v0}, Ljava/lang/String;->equals(Ljava/lang/Object;)Z
    move-result v0
    if-eqz v0, :none
    invoke-virtual {p1}, Landroid/net/Uri;->getPath()Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Luk/mraudit/tablet/Files;->kind(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v1
    new-instance v2, Ljava/lang/StringBuilder;
    const-string v3, "site"
    invoke-direct {v2, v3}, Ljava/lang/StringBuilder;-><init>(Ljava/lang/String;)V
    invoke-virtual {v2, v0}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    # the packer opens what ends in .gz by itself, so those files end in .gz_ among the assets
    const-string v3, ".gz"
    invoke-virtual {v0, v3}, Ljava/lang/String;->endsWith(Ljava/lang/String;)Z
    move-result v3
    if-eqz v3, :named
    const-string v3, "_"
    invoke-virtual {v2, v3}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    :named
    invoke-virtual {v2}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v2
    :opening
    invoke-virtual {p0}, Landroid/content/Context;->getAssets()Landroid/content/res/AssetManager;
    move-result-object v3
    invoke-virtual {v3, v2}, Landroid/content/res/AssetManager;->open(Ljava/lang/String;)Ljava/io/InputStream;
    move-result-object v3
    :opened
    .catch Ljava/io/IOException; {:opening .. :opened} :missing
    new-instance v4, Landroid/webkit/WebResourceResponse;
    const/4 v5, 0x0
    invoke-direct {v4, v1, v5, v3}, Landroid/webkit/WebResourceResponse;-><init>(Ljava/lang/String;Ljava/lang/String;Ljava/io/InputStream;)V
    return-object v4
    :missing
    move-exception v3
    :none
    const/4 v0, 0x0
    return-object v0
.end method

# The kind of a file by the ending of its name.
.method static kind(Ljava/lang/String;)Ljava/lang/String;
    .registers 4
    const-string v0, "text/html"
    const-string v1, "js"
    invoke-virtual {p0, v1}, Ljava/lang/String;->endsWith(Ljava/lang/String;)Z
    move-result v2
    if-eqz v2, :style
    const-string v0, "text/javascript"
    :style
    const-string v1, ".css"
    invoke-virtual {p0, v1}, Ljava/lang/String;->endsWith(Ljava/lang/String;)Z
    move-result v2
    if-eqz v2, :data
    const-string v0, "text/css"
    :data
    const-string v1, ".json"
    invoke-virtual {p0, v1}, Ljava/lang/String;->endsWith(Ljava/lang/String;)Z
    move-result v2
    if-eqz v2, :picture
    const-string v0, "application/json"
    :picture
    const-string v1, ".png"
    invoke-virtual {p0, v1}, Ljava/lang/String;->endsWith(Ljava/lang/String;)Z
    move-result v2
    if-eqz v2, :squeezed
    const-string v0, "image/png"
    :squeezed
    const-string v1, ".gz"
    invoke-virtual {p0, v1}, Ljava/lang/String;->endsWith(Ljava/lang/String;)Z
    move-result v2
    if-eqz v2, :done
    const-string v0, "application/gzip"
    :done
    return-object v0
.end method
