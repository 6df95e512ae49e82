.class public Luk/mraudit/tablet/Client;
.super Landroid/webkit/WebViewClient;
# Answers what the page asks for.
.field private final home:Landroid/content/Context;

.method public constructor <init>(Landroid/content/Context;)V
    .registers 2
    invoke-direct {p0}, Landroid/webkit/WebViewClient;-><init>()V
    iput-object p1, p0, Luk/mraudit/tablet/Client;->home:Landroid/content/Context;
    return-void
.end method

.method public shouldInterceptRequest(Landroid/webkit/WebView;Landroid/webkit/WebResourceRequest;)Landroid/webkit/WebResourceResponse;
    .registers 5
    iget-object v0, p0, Luk/mraudit/tablet/Client;->home:Landroid/content/Context;
    invoke-interface {p2}, Landroid/webkit/WebResourceRequest;->getUrl()Landroid/net/Uri;
    move-result-object v1
    invoke-static {v0, v1}, Luk/mraudit/tablet/Files;->open(Landroid/content/Context;Landroid/net/Uri;)Landroid/webkit/WebResourceResponse;
    move-result-object v0
    return-object v0
.end method
