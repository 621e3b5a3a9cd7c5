module example.com/rtpemock

go 1.19
